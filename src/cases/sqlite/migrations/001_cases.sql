-- Version 1: cases, decisions, accounts, and the log that proves them.
-- Instants are UTC texts with six digits of a second (2026-11-22T10:00:00.000000Z), days are YYYY-MM-DD: both sort as they pass.

-- The log. `previous` and `sha256` are the 32 bytes; the text that is hashed stands in chain.rs.
CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    role     TEXT NOT NULL,
    deed     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    details  TEXT NOT NULL,
    rows     TEXT NOT NULL,
    previous BLOB NOT NULL,
    sha256   BLOB NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, number);
CREATE INDEX audit_actor ON audit (actor, number);
CREATE INDEX audit_deed ON audit (deed, number);
CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never edited'); END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
WHEN NEW.number <> (SELECT number + 1 FROM audit_head) BEGIN SELECT RAISE(ABORT, 'the audit log only grows at its end'); END;

CREATE TABLE audit_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    at     TEXT NOT NULL
);
INSERT INTO audit_head VALUES (1, 0, zeroblob(32), '');

CREATE TABLE nights (
    id              INTEGER PRIMARY KEY,
    run_id          TEXT NOT NULL UNIQUE,
    night           TEXT NOT NULL,
    at              TEXT NOT NULL,
    rows            INTEGER NOT NULL,
    capacity        INTEGER NOT NULL,
    scored_by       TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    cases           INTEGER NOT NULL,
    superseded_by   TEXT
);
CREATE INDEX nights_night ON nights (night);

-- Every scored line of every night that counts.
CREATE TABLE lines (
    id             INTEGER PRIMARY KEY,
    night_id       INTEGER NOT NULL REFERENCES nights (id),
    declaration_id TEXT NOT NULL,
    item_no        INTEGER NOT NULL,
    accepted_on    TEXT NOT NULL,
    office         TEXT NOT NULL,
    exporter_id    TEXT NOT NULL,
    exporter_name  TEXT NOT NULL,
    consignee_id   TEXT NOT NULL,
    consignee_name TEXT NOT NULL,
    hs_code        TEXT NOT NULL,
    mineral        TEXT,
    destination    TEXT NOT NULL,
    net_mass_kg    REAL,
    value_usd      REAL,
    risk           REAL NOT NULL,
    rank           INTEGER NOT NULL,
    lane           TEXT NOT NULL,
    consignee_key  TEXT NOT NULL
);
CREATE INDEX lines_night ON lines (night_id);
CREATE INDEX lines_declaration ON lines (declaration_id, item_no);
CREATE INDEX lines_exporter ON lines (exporter_id, accepted_on);
CREATE INDEX lines_consignee ON lines (consignee_key, accepted_on);

CREATE TABLE cases (
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    state          TEXT NOT NULL,
    belongs_key    TEXT NOT NULL,
    kind           TEXT NOT NULL,
    why_en         TEXT NOT NULL,
    why_zh         TEXT NOT NULL,
    night          TEXT NOT NULL,
    run_id         TEXT NOT NULL REFERENCES nights (run_id),
    lane           TEXT NOT NULL,
    rank           INTEGER NOT NULL,
    risk           REAL NOT NULL,
    severity       REAL NOT NULL,
    priority       REAL NOT NULL,
    declaration_id TEXT NOT NULL,
    item_no        INTEGER NOT NULL,
    accepted_on    TEXT NOT NULL,
    office         TEXT NOT NULL,
    offices        TEXT NOT NULL,       -- of all lines, a JSON list
    goods          TEXT NOT NULL,
    hs_code        TEXT NOT NULL,
    mineral        TEXT,
    exporter_id    TEXT NOT NULL,
    exporter_name  TEXT NOT NULL,
    consignee_id   TEXT NOT NULL,
    consignee_name TEXT NOT NULL,
    destination    TEXT NOT NULL,
    route          TEXT NOT NULL,
    typology       TEXT,
    reason_en      TEXT NOT NULL,
    reason_zh      TEXT NOT NULL,
    scored_by      TEXT NOT NULL,
    lines          INTEGER NOT NULL,
    net_mass_kg    REAL,
    value_usd      REAL,
    red            INTEGER NOT NULL,
    exception      INTEGER,
    refers_to      INTEGER REFERENCES cases (id),
    opened_at      TEXT NOT NULL,
    assignee       TEXT,
    due_on         TEXT,
    verdict        TEXT,
    reason_code    TEXT,
    decided_by     TEXT,
    decided_at     TEXT,
    outcome        TEXT,
    proposed       TEXT,
    was_reopened   INTEGER NOT NULL,
    withdrawn_by   TEXT,
    changed        INTEGER NOT NULL,    -- number of the entry that left it so
    changed_at     TEXT NOT NULL,
    changed_by     TEXT NOT NULL,
    comments       INTEGER NOT NULL DEFAULT 0,
    attachments    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cases_changed ON cases (changed);
CREATE INDEX cases_key ON cases (belongs_key);
CREATE INDEX cases_run ON cases (run_id);
CREATE INDEX cases_decided ON cases (decided_at) WHERE decided_at IS NOT NULL;

-- The lines of a case with their dossiers (JSON, zstd).
CREATE TABLE case_lines (
    id             INTEGER PRIMARY KEY,
    case_id        INTEGER NOT NULL REFERENCES cases (id),
    run_id         TEXT NOT NULL REFERENCES nights (run_id),
    declaration_id TEXT NOT NULL,
    item_no        INTEGER NOT NULL,
    priority       REAL NOT NULL,
    lane           TEXT NOT NULL,
    audit_probability REAL NOT NULL,
    exception      INTEGER,
    withdrawn_by   TEXT,
    dossier_sha256 TEXT NOT NULL,
    dossier        BLOB NOT NULL
);
CREATE INDEX case_lines_case ON case_lines (case_id);
CREATE INDEX case_lines_declaration ON case_lines (declaration_id, item_no);
CREATE INDEX case_lines_run ON case_lines (run_id);

-- The signals that gave a case its reasons.
CREATE TABLE case_signals (
    case_id INTEGER NOT NULL REFERENCES cases (id),
    signal  TEXT NOT NULL,
    PRIMARY KEY (case_id, signal)
) WITHOUT ROWID;

CREATE TABLE decisions (
    id              INTEGER PRIMARY KEY,
    case_id         INTEGER NOT NULL REFERENCES cases (id),
    verdict         TEXT NOT NULL,
    reason_code     TEXT NOT NULL,
    note            TEXT NOT NULL,
    finding         TEXT,
    by_user         TEXT NOT NULL,
    at              TEXT NOT NULL,
    entry           INTEGER NOT NULL,
    standing        TEXT NOT NULL,
    second_by       TEXT,
    second_at       TEXT,
    second_approved INTEGER,
    second_note     TEXT
);
CREATE INDEX decisions_case ON decisions (case_id);
CREATE INDEX decisions_found ON decisions (standing) WHERE finding IS NOT NULL;

CREATE TABLE comments (
    id      INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    by_user TEXT NOT NULL,
    at      TEXT NOT NULL,
    text    TEXT NOT NULL
);
CREATE INDEX comments_case ON comments (case_id);

-- What was attached, once for all cases that hold it.
CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY,
    bytes  BLOB NOT NULL
);
CREATE TABLE attachments (
    id         INTEGER PRIMARY KEY,
    case_id    INTEGER NOT NULL REFERENCES cases (id),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    sha256     TEXT NOT NULL REFERENCES contents (sha256),
    by_user    TEXT NOT NULL,
    at         TEXT NOT NULL
);
CREATE INDEX attachments_case ON attachments (case_id);

CREATE TABLE exceptions (
    id         INTEGER PRIMARY KEY,
    author     TEXT NOT NULL,
    scope      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    ended_by   TEXT,
    ended_at   TEXT
);

CREATE TABLE users (
    name          TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL,
    offices       TEXT,                 -- a JSON list; NULL is all
    disabled      INTEGER NOT NULL,
    must_change   INTEGER NOT NULL,
    created_at    TEXT NOT NULL,
    failed_logins INTEGER NOT NULL DEFAULT 0,
    locked_until  TEXT,
    last_login_at TEXT
);
CREATE TABLE sessions (
    token_sha256 TEXT PRIMARY KEY,
    user         TEXT NOT NULL REFERENCES users (name),
    opened_at    TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user);

CREATE TABLE views (
    id      INTEGER PRIMARY KEY,
    owner   TEXT NOT NULL,
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    shared  INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (owner, name)
);
