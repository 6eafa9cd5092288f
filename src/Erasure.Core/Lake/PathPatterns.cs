using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Lake;

/// <summary>Tells which paths below a mapper's prefix are data of it: by its patterns, and by the rule that parts which begin with <c>_</c> or <c>.</c> aren't.</summary>
internal sealed class PathPatterns
{
    /// <summary>What a pattern looks like, as a regular expression without anchors.</summary>
    public const string Form = Part + "(/" + Part + ")*";

    /// <summary>The same in words.</summary>
    public const string FormInWords = "a path below the prefix, with * for any characters within a part, ** as a whole part for any number of parts, and without \\ ? [ ] { } or . and .. as a part";

    private const string Part = @"([*][*]|(?![.]{1,2}(/|$))([^/*?\[\]{}\\\0]|[*](?![*]))+)";

    /// <summary>Stands for whatever is in a folder: no pattern names it.</summary>
    private const string Anything = "\0";

    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<string> exclude;
    private readonly IReadOnlyList<string> mayGo;
    private readonly IReadOnlyList<string>? include;

    private PathPatterns(DataMapper mapper) => (include, exclude, mayGo) = (mapper.Include, mapper.Exclude ?? [], mapper.MayGo ?? []);

    public static PathPatterns Of(DataMapper mapper) => new(mapper);

    /// <summary>Why a path isn't searched; null where it is.</summary>
    /// <param name="path">The path behind the prefix.</param>
    /// <param name="isObstacle">It can't be looked into: no pattern says that it isn't data, unless it is excluded with all that may be in it.</param>
    public PassedBy? PassBy(string path, bool isObstacle)
    {
        string below = path.TrimStart('/');
        if (HiddenPlace(below) is { } place)
        {
            return new PassedBy(PassedBy.Hidden, place);
        }

        if (exclude.FirstOrDefault(pattern => isObstacle ? ExcludesAllIn(pattern, below) : Matches(pattern, below)) is { } excluding)
        {
            return new PassedBy(PassedBy.Excluded, excluding);
        }

        return isObstacle || include is null || include.Any(pattern => Matches(pattern, below)) ? null : new PassedBy(PassedBy.NotIncluded, "");
    }

    /// <summary>A pattern says that a path isn't data of the mapper's, be it hidden or not; what is hidden needs no pattern to include it.</summary>
    public bool LeavesOut(string path)
    {
        string below = path.TrimStart('/');
        return exclude.Any(pattern => Matches(pattern, below)) || PassBy(below, isObstacle: false) is { Reason: PassedBy.NotIncluded };
    }

    /// <summary>A pattern says that a folder, or one that it lies in, may go with all that is in it.</summary>
    /// <param name="path">The folder's path behind the prefix.</param>
    public bool MayGo(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return mayGo.Count > 0 && Enumerable.Range(1, parts.Length).Any(count => string.Join('/', parts.Take(count)) is var folder && mayGo.Any(pattern => Matches(pattern, folder)));
    }

    // A link may lead to a folder, whatever it is called.
    private static bool ExcludesAllIn(string pattern, string obstacle) =>
        pattern.EndsWith("**", StringComparison.Ordinal) && Matches(pattern, $"{obstacle.TrimEnd('/')}/{Anything}");

    private static bool Matches(string pattern, string path) => Known.GetOrAdd(pattern, Compile).IsMatch(path);

    private static string? HiddenPlace(string path)
    {
        string[] parts = path.Split('/');
        int hidden = Array.FindIndex(parts, IsHidden);
        return hidden < 0 ? null : string.Join('/', parts.Take(hidden + 1).Select(WithoutValue));
    }

    // To Spark _name=value is a partition like any other.
    private static bool IsHidden(string part) => part is ['.', ..] || (part is ['_', ..] && !part.Contains('=', StringComparison.Ordinal));

    // A partition's value may be a person, and each would be a place of its own.
    private static string WithoutValue(string part) => part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? $"{part[..at]}=*" : part;

    private static Regex Compile(string pattern)
    {
        string[] parts = pattern.Split('/');
        StringBuilder regex = new(@"\A");
        for (int i = 0; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            regex.Append(parts[i] == "**"
                ? isLast ? ".+" : "(?:[^/]*/)*"
                : Regex.Escape(parts[i]).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + (isLast ? "" : "/"));
        }

        return new Regex($@"{regex}\z", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
