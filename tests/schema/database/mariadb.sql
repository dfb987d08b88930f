-- Everything a MariaDB table can be made of that reflection, or CREATE TABLE, gets wrong.
CREATE SEQUENCE counter START WITH 5 INCREMENT BY 2;
CREATE TABLE person (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  email VARCHAR(190) NOT NULL COMMENT 'Where; to "write" to 100%',
  code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mood ENUM('sad', 'it''s ok', 'happy, really') NOT NULL DEFAULT 'sad',
  flags SET('a', 'b') DEFAULT NULL,
  small TINYINT(1) NOT NULL DEFAULT 0,
  tiny TINYINT(3) UNSIGNED ZEROFILL,
  big BIGINT(20) UNSIGNED,
  medium MEDIUMINT(5),
  price DECIMAL(10,2) NOT NULL DEFAULT 0.00 CHECK (price >= 0),
  weight DOUBLE, ratio FLOAT(7,3), factor FLOAT,
  doc JSON, long_text LONGTEXT, medium_text MEDIUMTEXT, bin VARBINARY(16), blob_ MEDIUMBLOB, bits BIT(3),
  born DATE DEFAULT '2000-01-01', at_time TIME(3), made YEAR,
  seen DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  touched TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  maybe TIMESTAMP NULL DEFAULT NULL,
  label VARCHAR(300) GENERATED ALWAYS AS (CONCAT(email, ', ', code)) VIRTUAL,
  doubled DECIMAL(12,2) AS (price * 2) STORED,
  uuid_ UUID DEFAULT UUID(),
  address INET6,
  greeting VARCHAR(50) DEFAULT 'a :b 12:30 100%',
  expression VARCHAR(50) DEFAULT (CONCAT('a', 'b')),
  place POINT,
  turn BIGINT DEFAULT NEXTVAL(counter),
  PRIMARY KEY (id),
  UNIQUE KEY uq_email (email),
  KEY ix_prefix (long_text(20), code DESC),
  FULLTEXT KEY ft (medium_text, long_text),
  CONSTRAINT ck_code CHECK (code <> 'x:y' AND char_length(code) = 3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='People; it''s 100%';
CREATE TABLE orders (
  year INT NOT NULL, number INT NOT NULL, person_id INT UNSIGNED, boss_id INT UNSIGNED,
  PRIMARY KEY (number, year),
  CONSTRAINT fk_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE SET NULL ON UPDATE CASCADE,
  FOREIGN KEY (boss_id) REFERENCES person (id)
) DEFAULT CHARSET=latin1;
CREATE TABLE line (
  id SMALLINT NOT NULL AUTO_INCREMENT, number INT, year INT, note VARCHAR(10),
  PRIMARY KEY (id), KEY by_order (number, year),
  CONSTRAINT fk_order FOREIGN KEY (number, year) REFERENCES orders (number, year) ON DELETE CASCADE
) AUTO_INCREMENT=100;
CREATE TABLE plain (id INT PRIMARY KEY, n INT NOT NULL) ENGINE=MyISAM;
CREATE TABLE no_key (a INT, b TEXT);
CREATE TABLE parted (id INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (id, day))
  PARTITION BY RANGE (YEAR(day)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE);

CREATE VIEW adults AS SELECT id FROM person;
CREATE TRIGGER on_line BEFORE INSERT ON line FOR EACH ROW SET new.note = 'x;y';
CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM no_key;
