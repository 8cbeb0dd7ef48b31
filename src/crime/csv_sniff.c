#include "csv_sniff.h"

#define MAGIC(bytes) (bytes), sizeof(bytes) - 1

static bool has_at(struct text s, size_t at, const char *bytes, size_t len)
{
    return s.len >= at + len && memcmp(s.ptr + at, bytes, len) == 0;
}

const char *csv_other_file(struct text begin)
{
    static const struct {
        size_t at;
        const char *bytes;
        size_t len;
        const char *what;
    } files[] = {
        {257, MAGIC("ustar"), "a tar archive, unpack it"},
        {0, MAGIC("PK\3\4"), "a zip archive or a workbook, unpack it or save it as CSV"},
        {0, MAGIC("PK\5\6"), "an empty zip archive"},
        {0, MAGIC("7z\xBC\xAF\x27\x1C"), "a 7z archive, unpack it"},
        {0, MAGIC("Rar!\x1A\x07"), "a rar archive, unpack it"},
        {0, MAGIC("\xFD\x37zXZ"), "compressed with xz, decompress it"},
        {0, MAGIC("\x28\xB5\x2F\xFD"), "compressed with zstd, decompress it"},
        {0, MAGIC("BZh"), "compressed with bzip2, decompress it"},
        {0, MAGIC("\x1F\x8B"), "compressed twice with gzip, decompress it once"},
        {0, MAGIC("\xD0\xCF\x11\xE0"), "a workbook, save it as CSV"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (has_at(begin, files[i].at, files[i].bytes, files[i].len))
            return files[i].what;
    return NULL;
}

const char *csv_other_text(struct text begin)
{
    if (has_at(begin, 0, MAGIC("version https://git-lfs")))
        return "a Git LFS pointer, fetch the file itself";
    if (begin.len > 0 && memchr(begin.ptr, '\0', begin.len < 4096 ? begin.len : 4096) != NULL)
        return "it holds binary data";
    if (has_at(begin, 0, "{", 1))
        return "it begins with \"{\"";
    if (has_at(begin, 0, "<", 1))
        return "it begins with \"<\"";
    return NULL;
}

struct text csv_without_mark(struct text s)
{
    return has_at(s, 0, MAGIC("\xEF\xBB\xBF")) ? (struct text){s.ptr + 3, s.len - 3} : s;
}

char csv_find_separator(struct text begin)
{
    static const char separators[] = {',', ';', '\t', '|'};
    size_t seen[sizeof separators] = {0};
    bool quoted = false;
    size_t at = 0;
    while (at < begin.len && byte_is_blank(begin.ptr[at]))
        at++;
    for (; at < begin.len && begin.ptr[at] != '\n' && begin.ptr[at] != '\r'; at++) {
        const char *found = memchr(separators, begin.ptr[at], sizeof separators);
        quoted ^= begin.ptr[at] == '"';
        if (found != NULL && !quoted)
            seen[found - separators]++;
    }
    size_t most = 0;
    for (size_t i = 1; i < sizeof separators; i++)
        if (seen[i] > seen[most])
            most = i;
    return separators[most];
}
