"""Official paper: data in, PDF and DOCX out, signed and verified. The room `conformance` judges what others wrote.

What an office sends and posts is set here in the form that Nghị định 30/2020/NĐ-CP prescribes, signed, checked and
verified. Numbers, dates and signatories come from whoever calls; nothing here keeps a register, asks the network or
reads a clock. Modules are the face of this room, because a poster needs no signature library:

- `paper` is the model of a document and `numbering` its letters and figures; `typesetting` and `fonts` set it,
  `official` writes PDF and `draft` an editable DOCX;
- `signing` puts signatures on, and says whether those on a file hold;
- `words` is everything that is refused, in both languages, and `errors` bring the values of a case;
- `posters` and `registers` are what hangs on the wall and lies on the registry clerk's desk; `cards` go into chats.
"""
