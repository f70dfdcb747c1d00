"""The offline bundle: gathered, listed, signed, packed. Two of one commit, built on one kind of machine, are the same
to the byte: the moment in it is the commit's."""
