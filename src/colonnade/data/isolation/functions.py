"""The functions a session for one owner may call.

The rule here: a function is allowed when its result follows from its arguments and from the clock alone. A function
that can run SQL, read a file, read a setting, move a sequence or look into a table is not in the list, and neither is a
function that somebody made in the database; a developer vouches for those with `trusted(func.name(...))`.
"""

from sqlalchemy import quoted_name
from sqlalchemy.sql.functions import FunctionElement

AGGREGATES = """
aggregate_strings any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every group_concat
json_agg json_arrayagg json_group_array json_group_object json_object_agg json_objectagg jsonb_agg jsonb_group_array
jsonb_group_object jsonb_object_agg max median min mode percentile_cont percentile_disc range_agg range_intersect_agg
regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy std stddev stddev_pop
stddev_samp string_agg sum total var_pop var_samp variance
cube grouping grouping_sets rollup
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
"""

NUMBERS = """
abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh bit_count cbrt ceil ceiling conv cos cosd cosh cot
cotd crc32 degrees div exp factorial floor gcd greatest lcm least ln log log10 log2 min_scale mod oct pi pow power
radians rand random round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc truncate unhex width_bucket
"""

STRINGS = """
ascii bin bit_length btrim char char_length character_length chr concat concat_ws convert convert_from convert_to decode
elt encode export_set field find_in_set format format_bytes from_base64 glob hex initcap insert instr lcase left length
like likelihood likely locate lower lpad ltrim make_set md5 mid normalize octet_length ord overlay parse_ident position
printf quote quote_ident quote_literal quote_nullable regexp regexp_count regexp_instr regexp_like regexp_match
regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right
rpad rtrim sha sha1 sha2 sha224 sha256 sha384 sha512 soundex space split_part starts_with strcmp string_to_array
string_to_table strip strpos substr substring substring_index to_ascii to_base64 to_hex translate trim ucase unaccent
unicode unistr unlikely upper
"""

TIMES = """
adddate addtime age clock_timestamp convert_tz curdate current_date current_time current_timestamp curtime date date_add
date_bin date_format date_part date_sub date_trunc datediff datetime day dayname dayofmonth dayofweek dayofyear
from_days from_unixtime get_format hour isfinite julianday justify_days justify_hours justify_interval last_day
localtime localtimestamp make_date make_interval make_time make_timestamp make_timestamptz makedate maketime
microsecond minute month monthname now period_add period_diff quarter sec_to_time second statement_timestamp
str_to_date strftime subdate subtime sysdate time time_format time_to_sec timediff timeofday timestamp timestampadd
timestampdiff timezone to_char to_date to_days to_seconds to_timestamp transaction_timestamp unix_timestamp unixepoch
utc_date utc_time utc_timestamp week weekday weekofyear year yearweek
"""

VALUES = """
cast coalesce extract gen_random_uuid generate_series generate_subscripts if ifnull iif isnull nullif num_nonnulls
num_nulls nvl nvl2 to_number try_cast typeof unnest uuid uuid_generate_v4 uuid_generate_v7 uuidv4 uuidv7
any all some exists interval row values
"""

COLLECTIONS = """
array array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
array_prepend array_remove array_replace array_to_json array_to_string array_upper cardinality trim_array
daterange datemultirange int4range int4multirange int8range int8multirange isempty lower_inc lower_inf multirange
nummultirange numrange range_merge tsrange tsmultirange tstzrange tstzmultirange upper_inc upper_inf
json json_array json_array_append json_array_elements json_array_elements_text json_array_insert json_array_length
json_build_array json_build_object json_contains json_contains_path json_depth json_detailed json_each json_each_text
json_equals json_error_position json_exists json_extract json_extract_path json_extract_path_text json_insert json_keys
json_length json_loose json_merge json_merge_patch json_merge_preserve json_object json_object_keys json_overlaps
json_patch json_pretty json_query json_quote json_remove json_replace json_search json_set json_strip_nulls json_tree
json_type json_typeof json_unquote json_valid json_value jsonb jsonb_array jsonb_array_elements
jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract jsonb_extract_path jsonb_extract_path_text jsonb_insert
jsonb_object jsonb_object_keys jsonb_patch jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
jsonb_path_query_first jsonb_pretty jsonb_remove jsonb_replace jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record
jsonb_to_recordset jsonb_typeof json_to_record json_to_recordset row_to_json to_json to_jsonb
akeys avals hstore hstore_to_array hstore_to_json hstore_to_jsonb skeys svals slice
"""

SEARCH = """
array_to_tsvector bm25 highlight json_to_tsvector jsonb_to_tsvector levenshtein levenshtein_less_equal match metaphone
dmetaphone numnode phraseto_tsquery plainto_tsquery querytree setweight show_trgm similarity snippet
strict_word_similarity to_tsquery to_tsvector ts_delete ts_filter ts_headline ts_lexize ts_rank ts_rank_cd
tsquery_phrase tsvector_to_array websearch_to_tsquery word_similarity
"""

PLACES = """
area box center circle diameter height isclosed isopen line lseg npoints path pclose point polygon popen radius slope
width abbrev broadcast family host hostmask inet_aton inet_ntoa inet6_aton inet6_ntoa inet_merge inet_same_family
masklen netmask network set_masklen text
cosine_distance inner_product l1_distance l2_distance vector_dims vector_norm
"""

ALLOWED = frozenset(
    " ".join(
        (
            AGGREGATES,
            NUMBERS,
            STRINGS,
            TIMES,
            VALUES,
            COLLECTIONS,
            SEARCH,
            PLACES,
            "bernoulli system",
        )
    ).split()
)


def is_allowed(function: FunctionElement[object]) -> bool:
    """Whether the function computes from its arguments alone, whoever's rows there are."""
    packages = tuple(getattr(function, "packagenames", ()))
    name = getattr(function, "name", "")
    honest = all(map(is_honest, (name, *packages)))
    return honest and name.lower() in ALLOWED and packages in {(), ("pg_catalog",)}


def is_honest(text: str) -> bool:
    """Whether a text is what its letters are; one of a class of its own may answer with others when it is looked at."""
    return type(text) in {str, quoted_name}
