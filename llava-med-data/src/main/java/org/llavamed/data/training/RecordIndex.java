package org.llavamed.data.training;

import java.util.Arrays;

/** What is kept in memory of each record: 25 bytes. Safe for threads once nothing is added any more. */
final class RecordIndex {
    private static final int IMAGE = 1 << 31; // the highest bit of a length, which is far below it

    private long[] begins = new long[1 << 10];
    private int[] lengths = new int[1 << 10];
    private int[] words = new int[1 << 10];
    private int[] numbers = new int[1 << 10];
    private int[] hashes = new int[1 << 10];
    private byte[] domains = new byte[1 << 10];
    private int size;

    int size() {
        return size;
    }

    void add(long begin, int length, int number, SampleRecord record) {
        if (size == begins.length) {
            resize(size + size / 2);
        }
        begins[size] = begin;
        lengths[size] = record.images().isEmpty() ? length : length | IMAGE;
        words[size] = record.words();
        numbers[size] = number;
        hashes[size] = record.hashCode();
        domains[size] = (byte) record.domains();
        size++;
    }

    /** Gives back what was taken ahead. */
    void trim() {
        resize(size);
    }

    private void resize(int places) {
        begins = Arrays.copyOf(begins, places);
        lengths = Arrays.copyOf(lengths, places);
        words = Arrays.copyOf(words, places);
        numbers = Arrays.copyOf(numbers, places);
        hashes = Arrays.copyOf(hashes, places);
        domains = Arrays.copyOf(domains, places);
    }

    /** Offset in the file, in bytes. */
    long begin(int index) {
        return begins[index];
    }

    /** Length in bytes. */
    int length(int index) {
        return lengths[index] & ~IMAGE;
    }

    boolean image(int index) {
        return lengths[index] < 0;
    }

    int words(int index) {
        return words[index];
    }

    /** A bit for each domain of the image. */
    int domains(int index) {
        return domains[index];
    }

    /** Number of the line or record in the file, from 1. */
    int number(int index) {
        return numbers[index];
    }

    /** Whether this is the record that was added, as far as a hash of 32 bits can tell. */
    boolean same(int index, SampleRecord record) {
        return hashes[index] == record.hashCode();
    }
}
