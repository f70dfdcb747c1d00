"""Do the tests hold the code? Small faults are planted one at a time, and the tests that run the line must see each.

    rooms      which sources make up a room, and which tests are its own
    operators  the faults: one syntax node in, its spoilt forms out
    planting   where in a file they can stand; the sample
    warm       one process with everything imported and the database built; a child for each fault inside a function
    apart      what would start threads in it, done by a child
    cold       a process with foreign packages only; a child for each fault that acts while modules are imported
    drill      both of them over a room, and the report

A fault inside a function is put into the living process: the function's code object is exchanged, and nothing is
imported again. What finds no living function, what stands outside functions, and what survives in a line that runs
while modules are imported, is judged by a child that imports all of ours with the fault in it.
"""
