-- Everything a SQLite table can be made of that reflection, or CREATE TABLE, gets wrong.
CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, name NVARCHAR(160) NOT NULL COLLATE NOCASE);
CREATE TABLE plain (id integer primary key, note); -- the word AUTOINCREMENT in a comment
CREATE TABLE short (id INT PRIMARY KEY, n INT NOT NULL DEFAULT -1, big UNSIGNED BIG INT, d DOUBLE, x BLOB, y BOOL);
CREATE TABLE [Odd Names] ("the ""key""" INTEGER NOT NULL, `tick` TEXT DEFAULT 'it''s (', [bracket] NUMERIC(10,2) DEFAULT 1.5,
  PRIMARY KEY ("the ""key""" DESC), CHECK ([bracket] > 0), CONSTRAINT "ticks, all" CHECK (`tick` <> ')' AND length(tick) < 10));
CREATE TABLE person (
  id INTEGER NOT NULL CONSTRAINT pk_person PRIMARY KEY,
  email VARCHAR(255) UNIQUE,
  born DATE DEFAULT CURRENT_DATE,
  seen DATETIME DEFAULT (datetime('now', 'localtime')),
  greeting TEXT DEFAULT ('a' || ' :b'),
  kind TEXT CHECK (kind IN ('check (x', 'unique')) DEFAULT 'unique',
  price DECIMAL(10, 2) CONSTRAINT positive CHECK (price > 0) /* CHECK (price < 1) */,
  doc JSON,
  double_price INTEGER GENERATED ALWAYS AS (price * 2) STORED,
  label TEXT AS (email || ', ' || kind) VIRTUAL,
  boss_id INTEGER REFERENCES person ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT uq_two UNIQUE (email, kind), UNIQUE (born, seen) ON CONFLICT REPLACE
);
CREATE TABLE line (
  year INT NOT NULL, number INT NOT NULL, person_id INTEGER, other_id INTEGER,
  PRIMARY KEY (number, year),
  CONSTRAINT fk_person FOREIGN KEY (person_id) REFERENCES Person (ID) ON UPDATE CASCADE ON DELETE RESTRICT,
  FOREIGN KEY (other_id) REFERENCES counted (id)
) WITHOUT ROWID;
CREATE TABLE part (id INTEGER PRIMARY KEY, number INT, year INT, lost_id INT REFERENCES nowhere (id),
  FOREIGN KEY (number, year) REFERENCES line);
CREATE TABLE exact (id INTEGER PRIMARY KEY, name TEXT, data ANY) STRICT;
CREATE TABLE no_key (a, b TEXT);
CREATE INDEX ix_desc ON person (email DESC, kind);
CREATE UNIQUE INDEX ix_lower ON person (lower(email));
CREATE INDEX ix_where ON person (price) WHERE kind = 'where (' AND price > 0;
CREATE INDEX ix_collate ON person (kind COLLATE NOCASE DESC);
CREATE UNIQUE INDEX "odd index" ON [Odd Names] ("the ""key""", [bracket]);
CREATE VIRTUAL TABLE search USING fts5 (title, body);
CREATE VIEW adults AS SELECT * FROM person;
CREATE TRIGGER on_person AFTER INSERT ON person BEGIN UPDATE person SET kind = 'x;y' WHERE id = new.id; END;
