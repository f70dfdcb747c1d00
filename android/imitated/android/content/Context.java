package android.content;

/** Imitated: whoever holds one is an application. */
public abstract class Context {}
