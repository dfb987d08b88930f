create table users (id integer primary key autoincrement, email text not null unique collate nocase, active boolean not null default 1, created timestamp default current_timestamp, big bigint, note, score real default 1.5, amount decimal(10,2) not null default '0.00', kind text not null default 'a' check (kind in ('a','b')), n int check (n > 0), doc json, blobby blob, flag bool default true, "from" text, d date default (date('now')), tiny tinyint, vc varchar(20) default 'x''y', up text generated always as (upper(email)) stored);
create table "Order Items" (order_id int not null, user_id integer not null references users(id) on delete cascade on update cascade, qty smallint, primary key (order_id, user_id)) without rowid;
create table tree (id integer primary key, parent_id int references tree(id) on delete set null, code text unique, constraint uq unique (parent_id, code));
create table nokey (a int, b text);
create table textkey (k text primary key, v);
create table child (id integer primary key, a int, b int, foreign key (a, b) references "Order Items"(order_id, user_id) on delete cascade);
create unique index ix_users_big on users(big); create index part on users(n) where active = 1; create index ex on users(lower(email)); create index de on users(n desc, big);
create table strict_one (id integer primary key, t text not null) strict;
insert into users(email) values ('A'); insert into "Order Items" values (1,1,2); insert into tree values (1,null,'x'),(2,1,'y'); insert into nokey values (1,'b'); insert into textkey values ('k', 5); insert into child values (1,1,1);
