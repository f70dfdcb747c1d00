"""Official paper: data in, PDF and DOCX out; and the way back, from a file to what is wrong with it.

What an office sends and posts is set here in the form that Nghị định 30/2020/NĐ-CP prescribes, signed, checked and
verified. Numbers, dates and signatories come from whoever calls; nothing here keeps a register, asks the network or
reads a clock. Modules are the face of this room, because a poster needs no signature library:

- `paper` is the model of a document and `numbering` its letters and figures; `typesetting` and `fonts` set it,
  `official` writes PDF and `draft` an editable DOCX;
- `conformance` reads a PDF or DOCX of anybody's and judges it box by box;
- `signing` puts signatures on, and says whether those on a file hold;
- `posters` and `registers` are what hangs on the wall and lies on the registry clerk's desk; `cards` go into chats.
"""
