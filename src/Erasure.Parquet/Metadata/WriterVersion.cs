using System.Globalization;
using System.Text.RegularExpressions;

namespace Erasure.Parquet.Metadata;

/// <summary>Which application wrote a file, for the slips that are known of some of them.</summary>
/// <param name="Application">Its name; empty where none is told.</param>
/// <param name="Number">Its version; 0.0.0 where none is told, so that every slip of the application is reckoned with.</param>
internal sealed partial record WriterVersion(string Application, Version Number)
{
    /// <summary>Bytes that readers add to a chunk for PARQUET-816.</summary>
    public const int DictionaryHeaderPadding = 100;

    private static readonly Version Untold = new(0, 0, 0);

    /// <summary>PARQUET-816: parquet-mr before 1.2.9 leaves the dictionary page's header out of the chunk's size.</summary>
    public bool LeavesDictionaryHeaderOut => Is("parquet-mr") && Number < new Version(1, 2, 9);

    /// <summary>ARROW-10353: parquet-cpp before Arrow 3 compresses v2 pages that it marks as not compressed.</summary>
    public bool CompressesDespiteFlag => (Is("parquet-cpp") && Number < new Version(2, 0, 0)) || (Is("parquet-cpp-arrow") && Number < new Version(3, 0, 0));

    /// <summary>PARQUET-246: parquet-mr before 1.8 carries a DELTA_BYTE_ARRAY prefix across pages.</summary>
    public bool CarriesPrefixAcrossPages => Number == Untold || (Is("parquet-mr") && Number < new Version(1, 8, 0));

    public static WriterVersion Parse(string? createdBy)
    {
        string text = createdBy?.Trim() ?? "";
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            return new WriterVersion(text.Split(' ', 2)[0], Untold);
        }

        int Part(string group) => int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int part) ? part : 0;
        return new WriterVersion(match.Groups["application"].Value.Trim(), new Version(Part("major"), Part("minor"), Part("patch")));
    }

    private bool Is(string application) => string.Equals(Application, application, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?<application>.{0,200}?)\s+version\s+(?<major>\d{1,9})(\.(?<minor>\d{1,9}))?(\.(?<patch>\d{1,9}))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
