/* What Python sees of the kernel: bluezone.kernel._native (limited API, one binary for 3.11 and later).
 *
 * Arguments were checked for meaning by bluezone/kernel/checks.py; here they are checked once more for everything that
 * could hurt memory, so that no call from Python can. The interpreter's lock is released for all real work.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include "match.h"

#include <stdlib.h>
#include <string.h>

/* Rises together with SOURCE_NUMBER in bluezone/kernel/choosing.py; a binary with another number is not used. */
#ifndef SOURCE_NUMBER
#define SOURCE_NUMBER 6
#endif

enum { MAX_SLOTS = 1440 };

static const struct sha256_path *path_named(const char *name)
{
    for (const struct sha256_path *const *path = sha256_paths(); *path; path++)
        if (strcmp((*path)->name, name) == 0 && (*path)->supported())
            return *path;
    PyErr_Format(PyExc_ValueError, "this processor cannot go the path '%s'", name);
    return NULL;
}

static PyObject *raise_outcome(enum outcome outcome)
{
    if (outcome == NO_MEMORY)
        return PyErr_NoMemory();
    PyErr_Format(PyExc_ValueError, "more than %d matches; look fewer keys up at once", MAX_MATCHES);
    return NULL;
}

static int refuse_unless(int accepted, const char *line)
{
    if (!accepted)
        PyErr_SetString(PyExc_ValueError, line);
    return !accepted;
}

static PyObject *ids_of(struct block *b, const uint8_t *key, int slots)
{
    static const uint64_t nobody = 0;
    const struct filter closed = {&nobody, 0};
    PyObject *const ids = PyTuple_New(slots);
    block_keys(b, key);
    block_first(b, closed);
    for (int i = 0; ids && i < slots; i++) {
        uint8_t id[ID_BYTES];
        block_id(b, 0, id);
        PyObject *const item = PyBytes_FromStringAndSize((const char *)id, ID_BYTES);
        if (!item || PyTuple_SetItem(ids, i, item) < 0) {
            Py_DECREF(ids);
            return NULL;
        }
        block_next(b, closed);
    }
    return ids;
}

static PyObject *rolling_ids(PyObject *module, PyObject *arguments)
{
    Py_buffer key;
    int slots;
    const char *name;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y*is", &key, &slots, &name))
        return NULL;
    PyObject *ids = NULL;
    const struct sha256_path *const path = path_named(name);
    struct block *const b = malloc(sizeof *b);
    if (!b)
        PyErr_NoMemory();
    else if (path && !refuse_unless(key.len == KEY_BYTES, "a day key has 32 bytes") &&
             !refuse_unless(slots >= 1 && slots <= MAX_SLOTS, "the number of slots a day lies in 1..1440")) {
        block_begin(b, path, 1);
        ids = ids_of(b, key.buf, slots);
    }
    free(b);
    PyBuffer_Release(&key);
    return ids;
}

static enum outcome derive(const struct sha256_path *path, const uint8_t *seeds, size_t count, uint32_t day,
                           uint8_t *keys)
{
    struct block *const b = malloc(sizeof *b);
    if (!b)
        return NO_MEMORY;
    for (size_t done = 0; done < count; done += BLOCK_KEYS) {
        block_begin(b, path, count - done < BLOCK_KEYS ? count - done : BLOCK_KEYS);
        block_keys_of_seeds(b, seeds + done * SEED_BYTES, day);
        for (size_t k = 0; k < b->keys; k++)
            block_read(b, k, keys + (done + k) * KEY_BYTES);
    }
    free(b);
    return DONE;
}

static PyObject *day_keys(PyObject *module, PyObject *arguments)
{
    Py_buffer seeds;
    int day;
    const char *name;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y*is", &seeds, &day, &name))
        return NULL;
    PyObject *keys = NULL;
    const struct sha256_path *const path = path_named(name);
    if (path && !refuse_unless(seeds.len % SEED_BYTES == 0, "seeds have 16 bytes each") &&
        !refuse_unless(day >= 0 && day < DAYS, "a day lies in 0..65535"))
        keys = PyBytes_FromStringAndSize(NULL, seeds.len / SEED_BYTES * KEY_BYTES);
    if (keys) {
        enum outcome outcome;
        uint8_t *const into = (uint8_t *)PyBytes_AsString(keys);
        Py_BEGIN_ALLOW_THREADS
        outcome = derive(path, seeds.buf, (size_t)seeds.len / SEED_BYTES, (uint32_t)day, into);
        Py_END_ALLOW_THREADS
        if (outcome != DONE) {
            Py_DECREF(keys);
            keys = raise_outcome(outcome);
        }
    }
    PyBuffer_Release(&seeds);
    return keys;
}

/* Whether rows of `width` bytes are strictly ascending as big-endian numbers. */
static PyObject *ascending(PyObject *module, PyObject *arguments)
{
    Py_buffer rows;
    int width;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y*i", &rows, &width))
        return NULL;
    PyObject *answer = NULL;
    if (!refuse_unless(width > 0 && rows.len % width == 0, "rows have a width, and all of them the same")) {
        int holds = 1;
        Py_BEGIN_ALLOW_THREADS
        const uint8_t *const first = rows.buf;
        for (Py_ssize_t at = width; holds && at < rows.len; at += width)
            holds = memcmp(first + at - width, first + at, (size_t)width) < 0;
        Py_END_ALLOW_THREADS
        answer = PyBool_FromLong(holds);
    }
    PyBuffer_Release(&rows);
    return answer;
}

struct index_object {
    PyObject_HEAD
    struct index index;
    const struct sha256_path *path;
};

static enum outcome build(struct index_object *self, const Py_buffer *ids, const Py_buffer *times, int tolerance)
{
    enum outcome outcome;
    Py_BEGIN_ALLOW_THREADS
    outcome = index_build(&self->index, ids->buf, times->buf, (size_t)ids->len / ID_BYTES, tolerance);
    Py_END_ALLOW_THREADS
    return outcome;
}

static PyObject *index_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    Py_buffer ids, times;
    int tolerance;
    const char *name;
    if (refuse_unless(!keywords || PyDict_Size(keywords) == 0, "an index takes no keywords") ||
        !PyArg_ParseTuple(arguments, "y*y*is", &ids, &times, &tolerance, &name))
        return NULL;
    struct index_object *self = NULL;
    const struct sha256_path *const path = path_named(name);
    if (path && !refuse_unless(ids.len % ID_BYTES == 0, "ids have 12 bytes each") &&
        !refuse_unless(ids.len / ID_BYTES <= MAX_SIGHTINGS, "too many sightings") &&
        !refuse_unless(times.len == ids.len / ID_BYTES * 8, "every sighting needs a time of 64 bits") &&
        !refuse_unless(tolerance >= 0 && tolerance <= MAX_TOLERANCE, "the tolerance in slots lies in 0..2"))
        self = (struct index_object *)PyType_GenericAlloc(type, 0);
    if (self) {
        self->path = path;
        const enum outcome outcome = build(self, &ids, &times, tolerance);
        if (outcome != DONE) {
            Py_DECREF(self);
            self = NULL;
            raise_outcome(outcome);
        }
    }
    PyBuffer_Release(&ids);
    PyBuffer_Release(&times);
    return (PyObject *)self;
}

static void index_dealloc(PyObject *object)
{
    PyTypeObject *const type = Py_TYPE(object);
    index_free(&((struct index_object *)object)->index);
    PyObject_Free(object);
    Py_DECREF(type);
}

static PyObject *list_of(const struct matches *matches)
{
    PyObject *const list = PyList_New((Py_ssize_t)matches->count);
    for (size_t i = 0; list && i < matches->count; i++) {
        const struct match *const m = &matches->found[i];
        PyObject *const pair = Py_BuildValue("(II)", (unsigned)m->key, (unsigned)m->sighting);
        if (!pair || PyList_SetItem(list, (Py_ssize_t)i, pair) < 0) {
            Py_DECREF(list);
            return NULL;
        }
    }
    return list;
}

static PyObject *index_match(PyObject *object, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"day", "material", "seeds", NULL};
    const struct index_object *const self = (struct index_object *)object;
    Py_buffer material;
    int day, seeds;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "iy*$p", names, &day, &material, &seeds))
        return NULL;
    PyObject *list = NULL;
    const Py_ssize_t width = seeds ? SEED_BYTES : KEY_BYTES;
    if (!refuse_unless(day >= 0 && day < DAYS, "a day lies in 0..65535") &&
        !refuse_unless(material.len % width == 0, "seeds have 16 bytes each, keys 32") &&
        !refuse_unless(material.len / width <= UINT32_MAX, "too many keys")) {
        struct matches matches;
        enum outcome outcome;
        Py_BEGIN_ALLOW_THREADS
        outcome = match_day(&self->index, self->path, (uint32_t)day, material.buf, seeds != 0,
                            (size_t)(material.len / width), &matches);
        Py_END_ALLOW_THREADS
        list = outcome == DONE ? list_of(&matches) : raise_outcome(outcome);
        free(matches.found);
    }
    PyBuffer_Release(&material);
    return list;
}

static PyObject *index_days(PyObject *object, void *closure)
{
    const struct index *const index = &((struct index_object *)object)->index;
    PyObject *const days = PyList_New(0);
    (void)closure;
    for (size_t s = 0; days && s < index->slot_count; s++) {
        const uint32_t day = index->slots[s].number / SLOTS_PER_DAY;
        if (s && index->slots[s - 1].number / SLOTS_PER_DAY == day)
            continue;
        PyObject *const number = PyLong_FromUnsignedLong(day);
        const int failed = !number || PyList_Append(days, number) < 0;
        Py_XDECREF(number);
        if (failed) {
            Py_DECREF(days);
            return NULL;
        }
    }
    PyObject *const tuple = days ? PyList_AsTuple(days) : NULL;
    Py_XDECREF(days);
    return tuple;
}

static PyObject *index_memory(PyObject *object, void *closure)
{
    (void)closure;
    return PyLong_FromSize_t(index_bytes(&((struct index_object *)object)->index));
}

static PyMethodDef index_methods[] = {
    {"match", (PyCFunction)(void (*)(void))index_match, METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef index_attributes[] = {
    {"days", index_days, NULL, NULL, NULL},
    {"memory_bytes", index_memory, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot index_slots[] = {
    {Py_tp_new, index_new},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_methods, index_methods},
    {Py_tp_getset, index_attributes},
    {0, NULL},
};

static PyType_Spec index_spec = {
    "bluezone.kernel._native.Index", sizeof(struct index_object), 0, Py_TPFLAGS_DEFAULT, index_slots,
};

static PyObject *supported_paths(void)
{
    PyObject *const names = PyList_New(0);
    for (const struct sha256_path *const *path = sha256_paths(); names && *path; path++) {
        if (!(*path)->supported())
            continue;
        PyObject *const name = PyUnicode_FromString((*path)->name);
        const int failed = !name || PyList_Append(names, name) < 0;
        Py_XDECREF(name);
        if (failed) {
            Py_DECREF(names);
            return NULL;
        }
    }
    PyObject *const tuple = names ? PyList_AsTuple(names) : NULL;
    Py_XDECREF(names);
    return tuple;
}

static int give(PyObject *module, const char *name, PyObject *value)
{
    const int outcome = value ? PyModule_AddObjectRef(module, name, value) : -1;
    Py_XDECREF(value);
    return outcome;
}

static int fill_module(PyObject *module)
{
    if (PyModule_AddIntConstant(module, "SOURCE_NUMBER", SOURCE_NUMBER) < 0)
        return -1;
    if (give(module, "PATHS", supported_paths()) < 0)
        return -1;
    return give(module, "Index", PyType_FromModuleAndSpec(module, &index_spec, NULL));
}

static inline unsigned long step(unsigned long x)
{
    x = x << 7 | x >> (sizeof x * 8 - 7);
#if defined(__GNUC__) || defined(__clang__)
    __asm__ volatile("" : "+r"(x)); /* or the compiler turns ten times at once */
#endif
    return x;
}

/* Rotations that wait for each other, one cycle each: what a benchmark counts cycles with where the processor's own
 * counter cannot be read. (Not additions: newer cores add a constant while they rename registers, six in a cycle.) Ten
 * in a row, so that the loop itself does not count. */
static PyObject *cycles(PyObject *module, PyObject *argument)
{
    const long wanted = PyLong_AsLong(argument);
    (void)module;
    if (PyErr_Occurred() || refuse_unless(wanted >= 0, "cycles do not run backwards"))
        return NULL;
    unsigned long x = 1;
    for (long done = 0; done < wanted; done += 10)
        x = step(step(step(step(step(step(step(step(step(step(x))))))))));
    return PyLong_FromUnsignedLong(x);
}

static PyMethodDef module_methods[] = {
    {"ascending", ascending, METH_VARARGS, NULL},
    {"cycles", cycles, METH_O, NULL},
    {"rolling_ids", rolling_ids, METH_VARARGS, NULL},
    {"day_keys", day_keys, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, fill_module},
    {0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "bluezone.kernel._native",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
