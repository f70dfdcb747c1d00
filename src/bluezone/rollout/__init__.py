"""The rollout: from the signed directive to the consolidated report (docs/decisions/0013-rollout.md).

    Directive → Clause → Assignment → Evidence → Figure → Report

Pure: no Django, no clock, no chance, no store. A folder for each step, in the order of the arrow: `directive` (the
letter as data), `addressees` (who must report what), `reports` (figures and what is wrong with them), `consolidation`
(sums that open, deadlines, approval), `workbooks` (the form as a spreadsheet), `tally` (counting in the field),
`narrative` (the report as blocks of text and tables), `announcing` (one set of facts, said in every outlet).
"""
