-- One for each two people, for as long as either of them is there.
CREATE TABLE conversations (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  -- NULL once the account is gone
  low_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
  high_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
  begun_by_low INTEGER NOT NULL,
  -- whether either blocks the other
  is_closed INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  -- up to where each has read, and how many messages of the other come after it
  low_read INTEGER NOT NULL,
  high_read INTEGER NOT NULL,
  low_unread INTEGER NOT NULL,
  high_unread INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  active_at TEXT NOT NULL,
  CONSTRAINT conversations_pair UNIQUE (low_id, high_id),
  CHECK (low_id < high_id),
  CHECK (low_read <= last_seq AND high_read <= last_seq)
) STRICT;
CREATE INDEX conversations_high_id ON conversations (high_id);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  -- 1, 2, 3, … within the conversation
  seq INTEGER NOT NULL,
  -- NULL once the account is gone
  sender_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
  -- what the sender's client called it, so that a repeat is told from another message
  client_id TEXT,
  text TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  CONSTRAINT messages_seq UNIQUE (conversation_id, seq),
  CONSTRAINT messages_client_id UNIQUE (sender_id, conversation_id, client_id)
) STRICT;

-- The files that came with messages; their content is in the media store.
CREATE TABLE attachments (
  message_id INTEGER PRIMARY KEY NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('png', 'jpg', 'gif', 'webp', 'pdf', 'txt')),
  -- where the store keeps it, which nobody guesses
  path TEXT NOT NULL CONSTRAINT attachments_path UNIQUE,
  -- in bytes
  size INTEGER NOT NULL
) STRICT;
