using System.Text.RegularExpressions;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Lake;

/// <summary>Which folders can be named though nobody is known whom they may be named after: one that isn't there any more may have gone with an erasure of which no record is left.</summary>
internal static partial class FolderNames
{
    /// <summary>Whether every part of a folder's path, below the mapper's own, is a plain word or a date, and none is the value of an identifier.</summary>
    public static bool NameNobody(DataMapper mapper, string folder)
    {
        HashSet<string> identifiers = [.. mapper.IdentifierColumns().Select(static column => column[(column.LastIndexOf('.') + 1)..]), .. mapper.Identifiers.Keys];
        return folder[mapper.Folder.TrimEnd('/').Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).All(part =>
            part.Split('=', 2) is [var column, var value] ? !identifiers.Contains(column, StringComparer.OrdinalIgnoreCase) && IsPlain(column) && IsPlain(value) : IsPlain(part));
    }

    private static bool IsPlain(string text) => Word().IsMatch(text) || Date().IsMatch(text);

    [GeneratedRegex("^[A-Za-z]+([_-][A-Za-z]+)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    // 2026, 2026-10, 20261030, 2026-10-30T12:00; a month, a day, an hour
    [GeneratedRegex("^([0-9]{1,2}|(19|20)[0-9]{2}([-_]?[0-9]{2}){0,2}([T_ -][0-9]{2}([:-]?[0-9]{2}){0,2}Z?)?)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Date();
}
