/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completion: mctpctl --complete WORDS... prints what the last word may be,
 * one per line. The shell script beside it only filters by prefix.
 */
#pragma once

/* @words: the command line without the program, up to the cursor. */
int complete_run(int n_words, char **words);
