-- Version 2: full-text search. What is indexed is the text of words.rs, in which Chinese stands as pairs of characters.
CREATE VIRTUAL TABLE search USING fts5 (
    text, content = '', contentless_delete = 1, detail = 'full', tokenize = "unicode61 remove_diacritics 2"
);
