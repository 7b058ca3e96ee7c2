-- One for each two people, for as long as either of them is there. Every message rewrites its row; the room left
-- in each page keeps that to one page.
CREATE TABLE conversations (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- NULL once the account is gone
  low_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
  high_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
  begun_by_low BOOLEAN NOT NULL,
  -- whether either blocks the other
  is_closed BOOLEAN NOT NULL,
  last_seq BIGINT NOT NULL,
  -- up to where each has read, and how many messages of the other come after it
  low_read BIGINT NOT NULL,
  high_read BIGINT NOT NULL,
  low_unread BIGINT NOT NULL,
  high_unread BIGINT NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  active_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT conversations_pair UNIQUE (low_id, high_id),
  CHECK (low_id < high_id),
  CHECK (low_read <= last_seq AND high_read <= last_seq)
) WITH (fillfactor = 80);
CREATE INDEX conversations_high_id ON conversations (high_id);

CREATE TABLE messages (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id BIGINT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  -- 1, 2, 3, … within the conversation
  seq BIGINT NOT NULL,
  -- NULL once the account is gone
  sender_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
  -- what the sender's client called it, so that a repeat is told from another message
  client_id TEXT COLLATE "C",
  text TEXT NOT NULL,
  sent_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT messages_seq UNIQUE (conversation_id, seq),
  CONSTRAINT messages_client_id UNIQUE (sender_id, conversation_id, client_id)
);

-- The files that came with messages; their content is in the media store.
CREATE TABLE attachments (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('png', 'jpg', 'gif', 'webp', 'pdf', 'txt')),
  -- where the store keeps it, which nobody guesses
  path TEXT NOT NULL CONSTRAINT attachments_path UNIQUE,
  -- in bytes
  size BIGINT NOT NULL
);
