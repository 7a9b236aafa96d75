-- Stand-in: the accounts' migration of the same name replaces this file.
-- Who gave the answer; NULL: whoever held the private link.
ALTER TABLE answer ADD COLUMN answered_by TEXT;
