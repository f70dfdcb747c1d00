"""Vietnamese letters as old fonts wrote them, and how to tell which font it was.

Until Unicode, the same byte was another letter in another font, and an office's file from 2003 still says `NguyÔn V¨n`
where the screen showed Nguyễn Văn. `encodings` turns each way of writing into NFC; `syllables` knows what can be a
Vietnamese syllable, which is the evidence `detection` counts; `folding` is how names are compared.
"""
