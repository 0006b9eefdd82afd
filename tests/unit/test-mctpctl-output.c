// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl's output: tables, details, lines and JSON of the same values, and
 * strings of a hostile device in each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mctpctl/output.h"
#include "mctpctl/text.h"

struct capture {
	char *text;
	size_t size;
	struct output out;
};

static void capture_start(struct capture *c, bool json)
{
	c->out = (struct output){ .json = json, .legend = true };
	c->out.file = open_memstream(&c->text, &c->size);
	assert_non_null(c->out.file);
}

static void capture_expect(struct capture *c, const char *text)
{
	fclose(c->out.file);
	assert_string_equal(c->text, text);
	free(c->text);
}

static void expect_text(const char *s, const char *text)
{
	struct capture c;

	capture_start(&c, false);
	assert_int_equal(text_print(c.out.file, s), text_width(s));
	capture_expect(&c, text);
}

static void expect_json(const char *s, const char *text)
{
	struct capture c;

	capture_start(&c, false);
	text_print_json(c.out.file, s);
	capture_expect(&c, text);
}

static void terminal_gets_no_control_characters(void **state)
{
	(void)state;
	expect_text("plain", "plain");
	expect_text("\033[31mred", "\\x1b[31mred");
	expect_text("a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f");
	/* C1 in UTF-8, and the override that turns text around */
	expect_text("\xc2\x9b"
		    "1m",
		    "\\xc2\\x9b1m");
	expect_text("\xe2\x80\xae"
		    "x",
		    "\\xe2\\x80\\xaex");
}

static void terminal_gets_utf8_and_escapes_the_rest(void **state)
{
	(void)state;
	expect_text("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80",
		    "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80");
	expect_text("\xff", "\\xff");
	expect_text("\xc3", "\\xc3");
	expect_text("\xc0\xaf", "\\xc0\\xaf");
	expect_text("\xed\xa0\x80", "\\xed\\xa0\\x80");
	expect_text("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
	expect_text("\xe2\x82", "\\xe2\\x82");
}

static void width_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("\xc3\xaf\xe2\x82\xac"), 2);
	assert_int_equal(text_width("\xff"), 4);
}

static void json_escapes_what_it_must(void **state)
{
	(void)state;
	expect_json("", "\"\"");
	expect_json("a\"b\\c/", "\"a\\\"b\\\\c/\"");
	expect_json("\b\f\n\r\t\x01\x1f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"");
	expect_json("\x7f\xc2\x80", "\"\\u007f\\u0080\"");
	expect_json("\xe2\x80\xae", "\"\\u202e\"");
	expect_json("\xc3\xaf", "\"\xc3\xaf\"");
}

static void json_replaces_bytes_that_are_not_utf8(void **state)
{
	(void)state;
	expect_json("a\xff"
		    "b",
		    "\"a\\ufffdb\"");
	expect_json("\xc3", "\"\\ufffd\"");
	expect_json("\xe2\x82", "\"\\ufffd\\ufffd\"");
	expect_json("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
}

static struct value *make_rows(void)
{
	static const uint8_t address[] = { 0x04, 0xcc, 0x0a };
	struct value *rows = value_new(VALUE_ARRAY), *row, *list;

	row = value_add(rows, NULL, VALUE_OBJECT);
	value_add_uint(row, "eid", 8);
	value_add_string(row, "name", "first");
	value_add_hex(row, "address", address, sizeof(address));
	list = value_add(row, "types", VALUE_ARRAY);
	value_set_text(value_add_uint(list, NULL, 5), "spdm");
	value_add_uint(list, NULL, 6);
	value_add(row, "spdm", VALUE_NULL);

	row = value_add(rows, NULL, VALUE_OBJECT);
	value_add_uint(row, "eid", 254);
	value_add_string(row, "name", NULL);
	value_add_hex(row, "address", address, 0);
	value_add(row, "types", VALUE_ARRAY);
	value_add_string(value_add(row, "spdm", VALUE_OBJECT), "state", "none");
	return rows;
}

static const struct output_column columns[] = {
	{ "eid", "EID" },
	{ "name", "NAME" },
	{ "types", "TYPES" },
	{ "spdm.state", "SESSION" },
};

static void table_aligns_numbers_right_and_text_left(void **state)
{
	_cleanup_value_ struct value *rows = make_rows();
	struct capture c;

	(void)state;
	capture_start(&c, false);
	output_table(&c.out, rows, columns, OUTPUT_COLUMNS(columns), "thing");
	capture_expect(&c, "EID  NAME   TYPES   SESSION\n"
			   "  8  first  spdm,6  -\n"
			   "254  -      -       none\n"
			   "\n"
			   "2 things\n");
}

static void table_without_legend_is_rows_only(void **state)
{
	_cleanup_value_ struct value *rows = make_rows();
	struct capture c;

	(void)state;
	capture_start(&c, false);
	c.out.legend = false;
	output_table(&c.out, rows, columns, 2, "thing");
	capture_expect(&c, "  8  first\n"
			   "254  -\n");
}

static void empty_table_is_a_count(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	struct capture c;

	(void)state;
	capture_start(&c, false);
	output_table(&c.out, rows, columns, OUTPUT_COLUMNS(columns), "thing");
	capture_expect(&c, "0 things\n");
}

static void empty_table_is_an_empty_json_array(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	struct capture c;

	(void)state;
	capture_start(&c, true);
	output_table(&c.out, rows, columns, OUTPUT_COLUMNS(columns), "thing");
	capture_expect(&c, "[]\n");
}

static void json_has_every_value_and_no_text_form(void **state)
{
	_cleanup_value_ struct value *rows = make_rows();
	struct capture c;

	(void)state;
	capture_start(&c, true);
	c.out.color = true;
	output_table(&c.out, rows, columns, OUTPUT_COLUMNS(columns), "thing");
	capture_expect(&c, "[\n"
			   "\t{\n"
			   "\t\t\"eid\": 8,\n"
			   "\t\t\"name\": \"first\",\n"
			   "\t\t\"address\": \"04cc0a\",\n"
			   "\t\t\"types\": [5, 6],\n"
			   "\t\t\"spdm\": null\n"
			   "\t},\n"
			   "\t{\n"
			   "\t\t\"eid\": 254,\n"
			   "\t\t\"name\": null,\n"
			   "\t\t\"address\": null,\n"
			   "\t\t\"types\": [],\n"
			   "\t\t\"spdm\": {\n"
			   "\t\t\t\"state\": \"none\"\n"
			   "\t\t}\n"
			   "\t}\n"
			   "]\n");
}

static void hostile_cell_does_not_break_the_table(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);
	struct capture c;

	(void)state;
	value_add_uint(row, "eid", 9);
	value_add_string(row, "name", "x\n\033[2J");
	value_add_string(row, "types", "t");
	capture_start(&c, false);
	output_table(&c.out, rows, columns, 3, "thing");
	capture_expect(&c, "EID  NAME          TYPES\n"
			   "  9  x\\x0a\\x1b[2J  t\n"
			   "\n"
			   "1 thing\n");
}

static void color_marks_roles_only_when_asked(void **state)
{
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);
	struct capture c;

	(void)state;
	value_set_role(value_add_string(object, "state", "failed"),
		       VALUE_ROLE_BAD);
	capture_start(&c, false);
	output_details(&c.out, object);
	capture_expect(&c, "state: failed\n");
	capture_start(&c, false);
	c.out.color = true;
	output_details(&c.out, object);
	capture_expect(&c, "state: \033[31mfailed\033[0m\n");
}

static void details_indent_what_is_nested(void **state)
{
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);
	struct value *inner;
	struct capture c;

	(void)state;
	value_add_uint(object, "eid", 9);
	value_add_bool(object, "known", true);
	inner = value_add(object, "counters", VALUE_OBJECT);
	value_add_uint(inner, "sent", UINT64_MAX);
	capture_start(&c, false);
	output_details(&c.out, object);
	capture_expect(&c, "  eid: 9\n"
			   "known: yes\n"
			   "counters:\n"
			   "    sent: 18446744073709551615\n");
}

static void line_of_text_and_of_json(void **state)
{
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);
	struct capture c;

	(void)state;
	value_add_string(object, "event", "added");
	value_add_string(object, "object", "a\nb");
	value_add_uint(value_add(object, "eids", VALUE_ARRAY), NULL, 9);
	capture_start(&c, false);
	output_line(&c.out, object);
	capture_expect(&c, "added a\\x0ab eids=9\n");
	capture_start(&c, true);
	output_line(&c.out, object);
	capture_expect(
		&c,
		"{\"event\": \"added\", \"object\": \"a\\nb\", \"eids\": [9]}\n");
}

static void path_finds_nested_values_only(void **state)
{
	_cleanup_value_ struct value *rows = make_rows();
	const struct value *second = rows->first->next;

	(void)state;
	assert_non_null(value_get(second, "spdm.state"));
	assert_null(value_get(second, "spdm.stat"));
	assert_null(value_get(second, "spdm.states"));
	assert_null(value_get(second, "name.first"));
	assert_null(value_get(rows->first, "spdm.state"));
}

static void hidden_values_are_in_json_only(void **state)
{
	_cleanup_value_ struct value *v = value_new(VALUE_OBJECT);
	struct capture c;

	(void)state;
	value_add_string(v, "name", "a");
	value_set_hidden(value_add_uint(v, "a_long_hidden_key", 1), true);
	value_add_uint(v, "n", 2);
	capture_start(&c, false);
	output_details(&c.out, v);
	capture_expect(&c, "name: a\n   n: 2\n");
	capture_start(&c, false);
	output_block(&c.out, "title", v);
	capture_expect(&c, "title:\n    name: a\n       n: 2\n");
	capture_start(&c, false);
	output_line(&c.out, v);
	capture_expect(&c, "a n=2\n");
	capture_start(&c, true);
	output_line(&c.out, v);
	capture_expect(&c, "{\"name\": \"a\", \"a_long_hidden_key\": 1, "
			   "\"n\": 2}\n");
}

static void moved_values_keep_their_order(void **state)
{
	_cleanup_value_ struct value *to = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *from = value_new(VALUE_ARRAY);
	_cleanup_free_ char *text = NULL;

	(void)state;
	value_move(to, from);
	assert_int_equal(to->count, 0);
	value_add_uint(from, NULL, 1);
	value_add_uint(from, NULL, 2);
	value_move(to, from);
	value_move(to, from);
	value_add_uint(from, NULL, 3);
	value_move(to, from);
	value_add_uint(to, NULL, 4);
	assert_int_equal(from->count, 0);
	assert_int_equal(to->count, 4);
	text = value_to_text(to);
	assert_string_equal(text, "1,2,3,4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal_gets_no_control_characters),
		cmocka_unit_test(terminal_gets_utf8_and_escapes_the_rest),
		cmocka_unit_test(width_counts_characters),
		cmocka_unit_test(json_escapes_what_it_must),
		cmocka_unit_test(json_replaces_bytes_that_are_not_utf8),
		cmocka_unit_test(table_aligns_numbers_right_and_text_left),
		cmocka_unit_test(table_without_legend_is_rows_only),
		cmocka_unit_test(empty_table_is_a_count),
		cmocka_unit_test(empty_table_is_an_empty_json_array),
		cmocka_unit_test(json_has_every_value_and_no_text_form),
		cmocka_unit_test(hostile_cell_does_not_break_the_table),
		cmocka_unit_test(color_marks_roles_only_when_asked),
		cmocka_unit_test(details_indent_what_is_nested),
		cmocka_unit_test(line_of_text_and_of_json),
		cmocka_unit_test(path_finds_nested_values_only),
		cmocka_unit_test(hidden_values_are_in_json_only),
		cmocka_unit_test(moved_values_keep_their_order),
	};

	return cmocka_run_group_tests_name("mctpctl-output", tests, NULL, NULL);
}
