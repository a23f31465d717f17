-- The present shape of a ledger in SQLite.
--
-- This file is read by people and by the test that holds it against `migrations/sqlite`; the program itself only
-- ever runs the migrations. `postgres.sql` is the same shape in the other engine: a change to one is a change to both.
--
-- Every primary and every unique key leads with `organisation`, so that the tables can be sharded by it.
-- The two tables without an organisation, `meta` and `journal`, have no key at all.

-- What this ledger is. Exactly one row, written when the ledger is made.
CREATE TABLE meta (
    -- The number of the last migration that was run. A program refuses a ledger with a number it does not know.
    schema_version INTEGER NOT NULL,
    -- The installation's random id, 32 lower-case hex digits. Tells two ledgers of one content apart.
    installation TEXT NOT NULL,
    -- The installation id encrypted under the vault's master key: a wrong key file is noticed before it is used.
    vault_check BLOB NOT NULL
) STRICT;

-- The head of each organisation's chain, advanced in the transaction that appends the facts.
-- Locking this row is what keeps two writers of one organisation apart.
CREATE TABLE chain (
    -- The organisation's id, a UUID in lower-case text.
    organisation TEXT NOT NULL,
    -- How many facts the chain has; also the sequence of its last fact.
    length INTEGER NOT NULL CONSTRAINT chain_length_counts CHECK (length >= 0),
    -- The hash of the last fact, 64 lower-case hex digits; 64 zeros where there is none.
    hash TEXT NOT NULL,
    CONSTRAINT chain_key PRIMARY KEY (organisation)
) STRICT, WITHOUT ROWID;

-- Everything that was ever written down, one row a fact, in the order in which it was appended.
-- With row ids, unlike its neighbours: bodies of some kilobytes would overflow the pages of an index tree.
CREATE TABLE fact (
    -- In whose chain the fact stands.
    organisation TEXT NOT NULL,
    -- The fact's place in that chain, from 1, without gaps.
    sequence INTEGER NOT NULL CONSTRAINT fact_sequence_counts CHECK (sequence >= 1),
    -- The fact's own id, a UUID in lower-case text. Sending a fact twice is noticed by it.
    id TEXT NOT NULL,
    -- The kind's slug. This and the next four columns repeat what the body says, for questions asked in SQL;
    -- only the body counts, and verifying compares them with it.
    kind TEXT NOT NULL,
    -- First day on which it was so, `YYYY-MM-DD`.
    occurred_first TEXT NOT NULL,
    -- Last day on which it was so, `YYYY-MM-DD`.
    occurred_last TEXT NOT NULL,
    -- When it was written down, in microseconds since 1970-01-01T00:00:00Z.
    recorded_at INTEGER NOT NULL,
    -- The fact that this one corrects, if any. No reference: a correction may reach us before what it corrects.
    supersedes TEXT,
    -- The fact in its canonical wire form. These bytes are what the hash is made over.
    body TEXT NOT NULL,
    -- The hash of the fact before, 64 zeros for the first.
    previous_hash TEXT NOT NULL,
    -- SHA-256 over version, organisation, sequence, previous hash and body, 64 lower-case hex digits.
    hash TEXT NOT NULL,
    CONSTRAINT fact_key PRIMARY KEY (organisation, sequence),
    CONSTRAINT fact_id UNIQUE (organisation, id)
) STRICT;

-- INVARIANT (append-only): a fact is never changed or removed; a correction is a new fact.
CREATE TRIGGER fact_is_never_changed BEFORE UPDATE ON fact
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：已记录的事实不能修改，请另记一条更正');
END;

CREATE TRIGGER fact_is_never_removed BEFORE DELETE ON fact
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：已记录的事实不能删除，请另记一条更正或作废');
END;

-- SQLite's INSERT OR REPLACE removes the old row without asking the trigger above.
CREATE TRIGGER fact_is_never_replaced BEFORE INSERT ON fact
WHEN EXISTS (SELECT 1 FROM fact WHERE organisation = NEW.organisation AND (sequence = NEW.sequence OR id = NEW.id))
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：同一位置或同一编号的事实已存在，不能替换');
END;

-- A chain's head only ever advances.
CREATE TRIGGER chain_is_never_removed BEFORE DELETE ON chain
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：组织的链头不能删除');
END;

CREATE TRIGGER chain_never_shrinks BEFORE UPDATE ON chain
WHEN NEW.length < OLD.length OR NEW.organisation <> OLD.organisation
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：组织的链头不能后退');
END;

-- The journal: one row for each append, with the heads that it moved. A chain that was removed whole, or cut and given
-- an older head, is missed by it. It has no key: a lock on the row of `meta` is what numbers it, and verifying looks.
CREATE TABLE journal (
    -- The row's place, from 1, without gaps.
    sequence INTEGER NOT NULL CONSTRAINT journal_sequence_counts CHECK (sequence >= 1),
    -- A line for each head moved: organisation, length and hash; one for each detail put into the vault: `secret`,
    -- organisation, person, fact and field; `begun` and the last moment of recording where chains were there before.
    -- These bytes are what the hash is made over.
    body TEXT NOT NULL,
    -- The hash of the row before, 64 zeros for the first.
    previous_hash TEXT NOT NULL,
    -- SHA-256 over version, sequence, previous hash and body, 64 lower-case hex digits.
    hash TEXT NOT NULL
) STRICT;

-- Finds the last row.
CREATE INDEX journal_order ON journal (sequence);

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：流水不能修改');
END;

CREATE TRIGGER journal_is_never_removed BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：流水不能删除');
END;

-- The keys under which erasable personal details are encrypted, one for each person in each organisation.
-- Deleting the row is erasing the person: the entries below stay and can never be read again.
-- Any copy of this table, a backup too, is a copy of the keys (each still wrapped by the master key, which is not here).
CREATE TABLE vault_key (
    -- The organisation that keeps the details.
    organisation TEXT NOT NULL,
    -- Whose details they are.
    person TEXT NOT NULL,
    -- A random name for this key, 32 lower-case hex digits, so that entries of an erased key are told from live ones.
    key_id TEXT NOT NULL,
    -- The person's key, encrypted under the master key: 24 bytes of nonce, then XChaCha20-Poly1305.
    wrapped_key BLOB NOT NULL,
    CONSTRAINT vault_key_key PRIMARY KEY (organisation, person)
) STRICT, WITHOUT ROWID;

-- The erasable personal details themselves (ID number, telephone, the gist of a talk), encrypted.
CREATE TABLE vault_entry (
    -- The organisation that keeps the detail.
    organisation TEXT NOT NULL,
    -- Whose detail it is.
    person TEXT NOT NULL,
    -- The fact that it belongs to.
    fact TEXT NOT NULL,
    -- The slug of the fact's field that it fills.
    field TEXT NOT NULL,
    -- Which of the person's keys it is encrypted under.
    key_id TEXT NOT NULL,
    -- The text, encrypted: 24 bytes of nonce, then XChaCha20-Poly1305 bound to the five columns above.
    ciphertext BLOB NOT NULL,
    CONSTRAINT vault_entry_key PRIMARY KEY (organisation, person, fact, field),
    CONSTRAINT vault_entry_fact FOREIGN KEY (organisation, fact) REFERENCES fact (organisation, id)
) STRICT, WITHOUT ROWID;

-- The desk: what an office needs besides its ledger. Nothing here is a fact, and no finding rests on it.
-- Accounts are few and belong to the whole installation, so these tables are not cut by organisation.

-- Who may sign in. One row a person or office; it is ended, never removed, so that the log keeps its names.
CREATE TABLE account (
    -- The account's own id, a UUID in lower-case text.
    id TEXT NOT NULL,
    -- The name to sign in with, as it was typed, in normal form C. Told apart by every letter.
    name TEXT NOT NULL,
    -- The password's hash, in the PHC form of Argon2id; none for who signs in otherwise.
    password TEXT,
    -- The secret of one-time codes, encrypted under the master key: 24 bytes of nonce, then XChaCha20-Poly1305.
    totp BLOB,
    -- In whose roster the person of the account stands; none for an office's account.
    organisation TEXT,
    -- Who the account belongs to, where it is a member.
    person TEXT,
    -- When it was made, in microseconds since 1970-01-01T00:00:00Z, as all moments here.
    made_at INTEGER NOT NULL,
    -- Since when nobody signs in with it any more.
    ended_at INTEGER,
    -- How many wrong passwords were given since the last right one.
    failures INTEGER NOT NULL,
    -- Before this moment no password is looked at.
    locked_until INTEGER,
    -- The last step of time whose one-time code was used: neither it nor one before is taken again.
    totp_step INTEGER,
    -- The password was given by somebody else and is good until then, to set an own one; none for an own one.
    given_until INTEGER,
    CONSTRAINT account_key PRIMARY KEY (id),
    CONSTRAINT account_name UNIQUE (name)
) STRICT, WITHOUT ROWID;

-- What an account may do beside what its person's posts in the roster say: offices, inspectors, administrators.
CREATE TABLE seat (
    -- Where, with everything below it.
    organisation TEXT NOT NULL,
    -- Whose seat it is.
    account TEXT NOT NULL,
    -- The slug of the role.
    role TEXT NOT NULL,
    -- First day, `YYYY-MM-DD`.
    from_day TEXT NOT NULL,
    -- The day after the last; none while it goes on.
    until_day TEXT,
    CONSTRAINT seat_key PRIMARY KEY (organisation, account, role),
    CONSTRAINT seat_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

-- Who is signed in where. A session is ended, and forgotten some time after that.
CREATE TABLE session (
    -- SHA-256 of the token in the browser's cookie, 64 lower-case hex digits: the table opens no door.
    token TEXT NOT NULL,
    -- Who signed in.
    account TEXT NOT NULL,
    -- When.
    begun_at INTEGER NOT NULL,
    -- When it was last used, to the minute.
    seen_at INTEGER NOT NULL,
    -- When it was ended, by its owner, an administrator or a new password.
    ended_at INTEGER,
    -- What the browser called itself, shortened, for the list that its owner looks at.
    device TEXT NOT NULL,
    -- How its owner was known: `password` alone, `code`, `recovery`, `passkey` or `sign-on`.
    how TEXT NOT NULL DEFAULT 'password',
    CONSTRAINT session_key PRIMARY KEY (token),
    CONSTRAINT session_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

-- Finds somebody's sessions.
CREATE INDEX session_of_account ON session (account);

-- Codes that stand in for a telephone that was lost. Each opens once.
CREATE TABLE recovery_code (
    -- Whose it is.
    account TEXT NOT NULL,
    -- SHA-256 of the code, 64 lower-case hex digits. A code has 120 random bits: nothing slower is needed.
    hash TEXT NOT NULL,
    -- When it was used; it stays, so that its owner sees how many are left.
    used_at INTEGER,
    CONSTRAINT recovery_code_key PRIMARY KEY (account, hash),
    CONSTRAINT recovery_code_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

-- Keys that lie in somebody's telephone, computer or token: the public halves.
CREATE TABLE passkey (
    -- The credential's id in lower-case hex digits.
    id TEXT NOT NULL,
    -- Whose it is.
    account TEXT NOT NULL,
    -- What its owner calls it.
    name TEXT NOT NULL,
    -- The credential as JSON: public key, counter, what the authenticator said of itself.
    body TEXT NOT NULL,
    -- When it was added.
    made_at INTEGER NOT NULL,
    -- When somebody last signed in with it.
    used_at INTEGER,
    CONSTRAINT passkey_key PRIMARY KEY (id),
    CONSTRAINT passkey_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

-- Finds somebody's passkeys.
CREATE INDEX passkey_of_account ON passkey (account);

-- Which account somebody has whom a company's own sign-on knows.
CREATE TABLE sign_on (
    -- Who vouches: the issuer's address.
    issuer TEXT NOT NULL,
    -- By which name, that never goes to another.
    subject TEXT NOT NULL,
    -- The account here.
    account TEXT NOT NULL,
    -- When they were joined.
    made_at INTEGER NOT NULL,
    CONSTRAINT sign_on_key PRIMARY KEY (issuer, subject),
    CONSTRAINT sign_on_of_account UNIQUE (account, issuer),
    CONSTRAINT sign_on_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

-- What was asked of somebody and is not answered yet. Gone once it is answered, and worth nothing after some minutes.
CREATE TABLE challenge (
    -- SHA-256 of the token that the browser brings back, 64 lower-case hex digits.
    token TEXT NOT NULL,
    -- What it is for: an answer to one thing is no answer to another.
    purpose TEXT NOT NULL,
    -- Of whom it was asked, where that is known.
    account TEXT,
    -- What the answer is held against, as JSON or encrypted.
    body TEXT NOT NULL,
    -- Nothing is answered at or after this moment.
    until_at INTEGER NOT NULL,
    CONSTRAINT challenge_key PRIMARY KEY (token)
) STRICT, WITHOUT ROWID;

-- Who did what that leaves no record in a chain: signing in, failing to, exports, accounts and seats. Only appended to.
CREATE TABLE desk_log (
    -- When.
    at INTEGER NOT NULL,
    -- By whom; none where nobody was signed in.
    account TEXT,
    -- About which organisation, where it was about one.
    organisation TEXT,
    -- The slug of what was done.
    what TEXT NOT NULL,
    -- What else there is to say, in words. Never a password, a token or what was said in a talk.
    detail TEXT NOT NULL
) STRICT;

-- Finds the last entries.
CREATE INDEX desk_log_order ON desk_log (at);

-- What an organisation's evaluation came to on a day, for pages over many. The last day and the ends of quarters stay.
-- A cache: dropped and made again, never migrated.
CREATE TABLE summary (
    -- Whose it is.
    organisation TEXT NOT NULL,
    -- How long the chain was. Another length, rulebook or day makes the row worthless.
    length INTEGER NOT NULL,
    -- A digest of the rulebook that was used.
    rulebook TEXT NOT NULL,
    -- The day that was asked about, `YYYY-MM-DD`.
    as_of TEXT NOT NULL,
    -- The summary as JSON, in the form that the program of this version writes.
    body TEXT NOT NULL,
    CONSTRAINT summary_key PRIMARY KEY (organisation, as_of)
) STRICT, WITHOUT ROWID;

-- Working papers: what is gathered until a record is written of it, such as who signed in to a meeting. A paper has the
-- id of the record that will be written, and is removed with everything on it when the record stands.
CREATE TABLE paper (
    -- In whose ledger the record will stand.
    organisation TEXT NOT NULL,
    -- The id of the record to be.
    id TEXT NOT NULL,
    -- When it was begun.
    begun_at INTEGER NOT NULL,
    -- What it is about, as JSON, in the form that the program of this version writes.
    body TEXT NOT NULL,
    CONSTRAINT paper_key PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

-- One line of a working paper: what one person said or was marked with. A later one takes its place.
CREATE TABLE paper_entry (
    -- Of which organisation's paper.
    organisation TEXT NOT NULL,
    -- Of which paper.
    paper TEXT NOT NULL,
    -- Whose line it is, as the program names lines.
    name TEXT NOT NULL,
    -- When it was written.
    at INTEGER NOT NULL,
    -- What it says, as JSON.
    body TEXT NOT NULL,
    CONSTRAINT paper_entry_key PRIMARY KEY (organisation, paper, name),
    CONSTRAINT paper_entry_paper FOREIGN KEY (organisation, paper) REFERENCES paper (organisation, id)
) STRICT, WITHOUT ROWID;

-- Files that belong to records: photographs, scans, documents, by what is in them. What a record names stays, erased or
-- not; the rest is forgotten.
CREATE TABLE file (
    -- In whose ledger it may be named.
    organisation TEXT NOT NULL,
    -- SHA-256 of what is in it, 64 lower-case hex digits: what records name it by.
    digest TEXT NOT NULL,
    -- The slug of its type, told by what is in it.
    type TEXT NOT NULL,
    -- How many bytes there are in it.
    size INTEGER NOT NULL,
    -- What it was called when it was first brought, encrypted under its own key.
    name BLOB,
    -- Its own random key, encrypted under the master key. Destroyed with the name, the file is erased.
    key BLOB,
    -- When it was brought last, in microseconds since 1970-01-01T00:00:00Z.
    kept_at INTEGER NOT NULL,
    -- 1 once a record names it. What no record names is forgotten after a time.
    named INTEGER NOT NULL,
    CONSTRAINT file_key PRIMARY KEY (organisation, digest)
) STRICT, WITHOUT ROWID;

-- What is in files, cut into pieces, so that none is ever in memory whole that need not be.
CREATE TABLE file_piece (
    -- Of which file.
    organisation TEXT NOT NULL,
    -- Of which file.
    digest TEXT NOT NULL,
    -- Which piece, from 0.
    number INTEGER NOT NULL,
    -- The piece, encrypted under the file's key and bound to its place: 24 bytes of nonce, then XChaCha20-Poly1305.
    ciphertext BLOB NOT NULL,
    CONSTRAINT file_piece_key PRIMARY KEY (organisation, digest, number)
) STRICT;

-- Who brought which file for what, and has not done it yet: an attachment of a record that is not written down, a book
-- that is looked at before it is taken in. Forgotten after a time.
CREATE TABLE upload (
    -- For which organisation.
    organisation TEXT NOT NULL,
    -- By whom: nobody else may use it.
    account TEXT NOT NULL,
    -- Which file.
    digest TEXT NOT NULL,
    -- The slug of what for.
    purpose TEXT NOT NULL,
    -- When.
    brought_at INTEGER NOT NULL,
    CONSTRAINT upload_key PRIMARY KEY (organisation, account, digest, purpose)
) STRICT, WITHOUT ROWID;

-- The last reminder from above that an organisation got: that something is overdue there. The log says who reminded whom
-- before.
CREATE TABLE reminder (
    -- Who was reminded.
    organisation TEXT NOT NULL,
    -- When.
    at INTEGER NOT NULL,
    -- In whose name, in words.
    by_whom TEXT NOT NULL,
    -- How many to-dos were overdue then.
    overdue INTEGER NOT NULL,
    CONSTRAINT reminder_key PRIMARY KEY (organisation)
) STRICT, WITHOUT ROWID;

-- Whose records can be searched together with others', and up to where. A cache, as summaries are.
CREATE TABLE searchable (
    -- Whose they are.
    organisation TEXT NOT NULL,
    -- A short name for it among the pieces, of which there are very many.
    number INTEGER NOT NULL,
    -- Up to which length of the chain the pieces are there.
    length INTEGER NOT NULL,
    -- A digest of the rulebook whose words were used.
    rulebook TEXT NOT NULL,
    CONSTRAINT searchable_key PRIMARY KEY (organisation),
    CONSTRAINT searchable_number UNIQUE (number)
) STRICT, WITHOUT ROWID;

-- Which pairs of neighbouring characters stand in the records of whom. Only facts are read for it, which are not
-- encrypted either; what the vault keeps is not in here.
CREATE TABLE piece (
    -- Two characters, as one number.
    piece INTEGER NOT NULL,
    -- In whose records: the number of a searchable organisation.
    number INTEGER NOT NULL,
    CONSTRAINT piece_key PRIMARY KEY (piece, number)
) STRICT, WITHOUT ROWID;

-- Tokens by which programs come in an account's name, each with less than the account may do.
CREATE TABLE access_token (
    -- SHA-256 of the token, 64 lower-case hex digits. The token itself is shown once and kept nowhere.
    token TEXT NOT NULL,
    -- In whose name.
    account TEXT NOT NULL,
    -- What its owner calls it: which program has it.
    name TEXT NOT NULL,
    -- Slugs of what it may be used for, apart by blanks.
    scopes TEXT NOT NULL,
    -- How its owner was known when it was made, as in sessions.
    how TEXT NOT NULL,
    -- When, in microseconds since 1970-01-01T00:00:00Z.
    made_at INTEGER NOT NULL,
    -- From when on it is good for nothing.
    until_at INTEGER NOT NULL,
    -- When it was used last, to the minute.
    used_at INTEGER,
    -- When somebody ended it.
    ended_at INTEGER,
    CONSTRAINT access_token_key PRIMARY KEY (token),
    CONSTRAINT access_token_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_token_of_account ON access_token (account);

-- Addresses that are told what was written in an organisation and below it.
CREATE TABLE webhook (
    -- Whose records, and those of everybody below.
    organisation TEXT NOT NULL,
    -- A UUID.
    id TEXT NOT NULL,
    -- Who set it up: it is told nothing that this account may not look at.
    account TEXT NOT NULL,
    -- Where to.
    address TEXT NOT NULL,
    -- Slugs of what it is told, apart by blanks.
    events TEXT NOT NULL,
    -- The key that messages are signed with, encrypted under the master key and bound to the account.
    secret BLOB NOT NULL,
    -- When, in microseconds since 1970-01-01T00:00:00Z.
    made_at INTEGER NOT NULL,
    -- When somebody ended it.
    ended_at INTEGER,
    CONSTRAINT webhook_key PRIMARY KEY (organisation, id),
    CONSTRAINT webhook_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_of_account ON webhook (account);

-- What was written and nobody was told of yet, from the transaction that wrote it. Empty where no webhook is.
CREATE TABLE outbox (
    -- In whose ledger.
    organisation TEXT NOT NULL,
    -- Which fact.
    fact TEXT NOT NULL,
    -- Which record it is about: itself, or the one that it withdrew.
    record TEXT NOT NULL,
    -- The slug of what it was: written, corrected, withdrawn.
    event TEXT NOT NULL,
    -- When it was written.
    at INTEGER NOT NULL,
    CONSTRAINT outbox_key PRIMARY KEY (organisation, fact)
) STRICT, WITHOUT ROWID;

-- One message to one address, until it was taken or given up, and for some days after.
CREATE TABLE delivery (
    -- In whose ledger.
    organisation TEXT NOT NULL,
    -- Which fact.
    fact TEXT NOT NULL,
    -- The id of the webhook.
    webhook TEXT NOT NULL,
    -- As in outbox.
    record TEXT NOT NULL,
    -- As in outbox.
    event TEXT NOT NULL,
    -- As in outbox.
    at INTEGER NOT NULL,
    -- How often it was sent.
    tries INTEGER NOT NULL,
    -- When it is sent next; none once it was taken or given up.
    next_at INTEGER,
    -- When it was sent last.
    tried_at INTEGER,
    -- What came of it then, in a word or two.
    answer TEXT NOT NULL,
    CONSTRAINT delivery_key PRIMARY KEY (organisation, fact, webhook)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_next ON delivery (next_at);

CREATE INDEX delivery_of_webhook ON delivery (webhook, at);

-- By which ways somebody wants to be told what is to be done. Off where there is no row.
CREATE TABLE notice_way (
    -- Who is told: `account`, a blank and its id, or `organisation` and its id, for the group of a branch.
    told TEXT NOT NULL,
    -- `mail`, `robot` (of a chat, for oneself) or `group` (of a chat, for a branch).
    way TEXT NOT NULL,
    -- Where to, as JSON: encrypted under the master key and bound to who is told and the way.
    sealed BLOB NOT NULL,
    -- From which hour of the day on, in Asia/Shanghai.
    hour INTEGER NOT NULL,
    CONSTRAINT notice_way_key PRIMARY KEY (told, way)
) STRICT, WITHOUT ROWID;

-- What somebody was told on a day, once a day and way: written before it is sent. Forgotten after a month.
CREATE TABLE notice (
    -- Who was told, as in `notice_way`.
    told TEXT NOT NULL,
    -- By which way; `mail-code` counts the codes that confirm an address.
    way TEXT NOT NULL,
    -- On which day, `YYYY-MM-DD`.
    day TEXT NOT NULL,
    -- When it was last begun.
    at INTEGER NOT NULL,
    -- `begun` (and perhaps sent), `sent`, `nothing` to tell, `failed`, `given-up`.
    outcome TEXT NOT NULL,
    -- How often it was begun.
    tries INTEGER NOT NULL,
    -- What failed is not begun again before this moment.
    again_at INTEGER NOT NULL,
    -- Why it failed, in words.
    detail TEXT NOT NULL,
    CONSTRAINT notice_key PRIMARY KEY (told, way, day)
) STRICT, WITHOUT ROWID;

-- Calendars that are opened by an address alone.
CREATE TABLE calendar (
    -- Whose it is.
    account TEXT NOT NULL,
    -- SHA-256 of the secret in the address, 64 lower-case hex digits.
    token TEXT NOT NULL,
    -- Since when that is the secret.
    made_at INTEGER NOT NULL,
    CONSTRAINT calendar_key PRIMARY KEY (account),
    CONSTRAINT calendar_token UNIQUE (token),
    CONSTRAINT calendar_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;
