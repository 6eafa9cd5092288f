using System.Text.RegularExpressions;

namespace Erasure.Core.Lake.Mappers;

/// <summary>
/// What a mapper's <c>prefix</c> can't be, and what to write instead: what is no path below the lake's root would cover nothing. What an object's key may hold, such as one <c>?</c> or <c>[id]</c>, is
/// left alone.
/// </summary>
internal static partial class PrefixRules
{
    private const string Wrong = "invalid";

    /// <summary>What is wrong, told as one problem with one remedy.</summary>
    public static IEnumerable<MapperProblem> Check(DataMapper mapper, LakeConfiguration lake)
    {
        if (mapper is { Table: null, Prefix: { } prefix } && Complaint(prefix, mapper, lake) is { } complaint)
        {
            yield return new(Wrong, "prefix", complaint);
        }
    }

    private static string? Complaint(string prefix, DataMapper mapper, LakeConfiguration lake)
    {
        if (Address().Match(prefix) is { Success: true } address)
        {
            return OfAddress(prefix[address.Length..].TrimStart('/'), isBucketFirst: address.Groups["s3"].Success, lake);
        }

        List<string> wrong = [.. Wrongs(prefix)];
        (string? path, bool isCut) = Mend(prefix);
        if (path is not null && mapper.Bucket is null && lake.S3?.Bucket is { } bucket && (path == bucket || path.StartsWith(bucket + "/", StringComparison.Ordinal)))
        {
            wrong.Add($"begins with the name of the bucket (or else, where the bucket has a folder of that name, give the mapper \"bucket\": \"{bucket}\" too)");
            path = path[bucket.Length..].TrimStart('/');
        }

        return wrong.Count == 0 ? null : $"{string.Join(" and ", wrong)}: {Advice(path, isCut)}";
    }

    private static IEnumerable<string> Wrongs(string prefix)
    {
        if (prefix is ['/' or '\\', ..] || Drive().IsMatch(prefix))
        {
            yield return "is no path below the lake's root";
        }

        if (prefix.Contains('\\', StringComparison.Ordinal))
        {
            yield return "has backslashes";
        }

        if (prefix.TrimStart('/').Replace('\\', '/').Contains("//", StringComparison.Ordinal))
        {
            yield return "has an empty part (//)";
        }

        if (Parts(prefix).Any(part => part is "." or ".."))
        {
            yield return "has . or .. as a part";
        }

        if (Wildcard().IsMatch(prefix))
        {
            yield return "has wildcards, which only include and exclude know";
        }

        if (Query().IsMatch(prefix))
        {
            yield return "has a query (?...)";
        }
    }

    /// <summary>The path that may be meant; null where it leads out of the lake.</summary>
    private static (string? Path, bool IsCut) Mend(string prefix)
    {
        string text = Query().Replace(Drive().Replace(prefix, ""), "");
        Stack<string> path = new();
        foreach (string part in Parts(text))
        {
            if (Wildcard().IsMatch(part))
            {
                return (Join(path, isFolder: true), true);
            }

            if (part == ".." && !path.TryPop(out _))
            {
                return (null, false);
            }

            if (part is not ("" or "." or ".."))
            {
                path.Push(part);
            }
        }

        return (Join(path, isFolder: text is [.., '/' or '\\']), false);
    }

    private static string Join(Stack<string> path, bool isFolder) => string.Join('/', path.Reverse()) + (isFolder && path.Count > 0 ? "/" : "");

    private static string OfAddress(string rest, bool isBucketFirst, LakeConfiguration lake)
    {
        if (!isBucketFirst)
        {
            return "is an address: give the folder below the lake's root";
        }

        string bucket = rest.Split('/')[0];
        (string? path, bool isCut) = Mend(rest[bucket.Length..]);
        return lake.S3 is null
            ? $"is an address in S3, and the lake is a folder: {Advice(path, isCut)}"
            : $"is an address: write \"bucket\": \"{bucket}\", and {Advice(path, isCut)}";
    }

    private static string Advice(string? path, bool isCut) => path switch
    {
        null => "give the folder below the lake's root",
        "" => "write \"prefix\": \"\" for everything in the lake",
        _ => $"write \"prefix\": \"{path}\"{(isCut ? ", which covers every object below it" : "")}",
    };

    private static string[] Parts(string prefix) => prefix.Split('/', '\\');

    // s3://bucket/key and its kin, arn:aws:s3:::bucket/key, and addresses of other kinds.
    [GeneratedRegex(@"\A(?:(?<s3>s3[an]?:/{1,2}|arn:aws[a-z-]*:s3:::)|[a-z][a-z0-9+.-]+:/)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[A-Za-z]:(?=[/\\])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Drive();

    // A star, a question mark by itself or several in a row, ranges of characters and a choice: what?, [id] and {id} are names that there are.
    [GeneratedRegex(@"\*|\?\?|(?<=\A|[/\\])\?(?=\z|[/\\])|\[[!^]|\[(?:[A-Za-z0-9]-[A-Za-z0-9])+\]|\{[^}/]*,[^}/]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"\?[A-Za-z][A-Za-z0-9_.-]*=[^/]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Query();
}
