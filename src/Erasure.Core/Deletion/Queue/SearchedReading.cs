using System.Security.Cryptography;
using System.Text.Json;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Parquet.Text;

namespace Erasure.Core.Deletion.Queue;

/// <summary>How a data mapper reads what it searches, and what it lets pass: all of its settings that decide whether somebody is found in an object.</summary>
internal sealed record SearchedReading
{
    /// <summary>More columns than these aren't kept by their names: every queued match has them.</summary>
    private const int MostNames = 64;

    /// <summary>Format of the objects.</summary>
    public required DataFormat Format { get; init; }

    /// <summary>How text objects are written, with a hash in place of the columns' names where they are many; null where a table says it that wasn't asked.</summary>
    public TextSettings? Text { get; init; }

    /// <summary>Where a table's objects are; null without a table, and where it wasn't asked.</summary>
    public string? Location { get; init; }

    /// <summary>The columns, how each is compared, and which of them objects may lack.</summary>
    public required IReadOnlyList<IdentifierColumn> Columns { get; init; }

    /// <summary>Statistics rule out what isn't read.</summary>
    public bool Pruning { get; init; }

    /// <summary>What finds the objects.</summary>
    public Finder Finder { get; init; }

    /// <summary>What it means that an object is gone.</summary>
    public MissingObject NotFound { get; init; }

    /// <summary>How the mapper reads the columns of some identifiers.</summary>
    public static SearchedReading Of(DataMapper mapper, Func<string, bool> isAsked)
    {
        bool isLocated = mapper.Table is null || mapper.Prefix is not null;
        return new SearchedReading
        {
            Format = mapper.Format,
            Text = isLocated ? Shortened((mapper.Text ?? new TextSettings()).Over(mapper.TableText)) : null,
            Location = isLocated && mapper.Table is not null ? $"{mapper.Bucket}/{mapper.Folder.TrimEnd('/')}" : null,
            Columns = [.. mapper.Identifiers.Where(identifier => isAsked(identifier.Key)).SelectMany(identifier => identifier.Value)],
            Pruning = mapper.Pruning,
            Finder = mapper.Finder,
            NotFound = mapper.NotFound,
        };
    }

    /// <summary>
    /// Somebody who is found, or owed, by this reading may be missed by the other. A column that isn't there is mended by its name, by what gives columns their names, or by saying that objects may
    /// lack it.
    /// </summary>
    /// <param name="other">The other reading.</param>
    /// <param name="code">Why a job failed by this one; null where that isn't known.</param>
    /// <param name="isReadBoth">Objects are searched as this one reads them, too.</param>
    public bool IsMoreThan(SearchedReading other, string? code, bool isReadBoth)
    {
        bool mayRename = code == JobCodes.MatchesFailed;
        return (!isReadBoth && IsWrittenOtherwise(other, mayRename))
            || (Location is { } at && other.Location is { } otherAt && at != otherAt)
            || Columns.Any(column => IsMissed(column, other.Columns.FirstOrDefault(known => known.Column == column.Column), mayRename))
            || (!Pruning && other.Pruning)
            || (Finder == Finder.Scan && other.Finder != Finder.Scan)
            || (NotFound == MissingObject.Fail && other.NotFound != MissingObject.Fail);
    }

    /// <summary>
    /// What a mapper that has come to read otherwise has to read besides; null where that is nothing, or can't be done: only a hash is known, or a table says how its objects are written, or queries
    /// find.
    /// </summary>
    /// <param name="now">How it reads since.</param>
    /// <param name="code">Why a job failed by this one; null where that isn't known.</param>
    public FormerReading? FormerOf(SearchedReading now, string? code) =>
        IsWrittenOtherwise(now, code == JobCodes.MatchesFailed)
            && Text is { } text
            && now.Text is not null
            && !IsHash(text.Columns)
            && (Location, now.Location) is (null, null)
            && (Finder, now.Finder) is (Finder.Scan, Finder.Scan)
            ? new FormerReading(Format, text)
            : null;

    /// <summary>Nobody is lost by reading otherwise: it is the same, or can be read besides.</summary>
    public bool MayBecome(SearchedReading now, string? code) => !IsWrittenOtherwise(now, code == JobCodes.MatchesFailed) || FormerOf(now, code) is not null;

    /// <summary>Both read text alike.</summary>
    public static bool AreAlike(TextSettings one, TextSettings other) => AreAlike(one.ToFormat(), other.ToFormat(), mayRename: false);

    private bool IsWrittenOtherwise(SearchedReading other, bool mayRename) =>
        (!mayRename && Format != other.Format) || (Text is { } text && other.Text is { } otherText && !AreAlike(text.ToFormat(), otherText.ToFormat(), mayRename));

    // Of long lists it is enough to know that they are the same.
    private static TextSettings Shortened(TextSettings text) => text.Columns is { Count: > MostNames } columns ? text with { Columns = [HashOf(columns)] } : text;

    private static bool IsHash(IReadOnlyList<string>? columns) => columns is [{ Length: 2 * SHA256.HashSizeInBytes } only] && only.All(char.IsAsciiHexDigitLower);

    private static string HashOf(IReadOnlyList<string> columns) => IsHash(columns) ? columns[0] : Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(columns)));

    private static bool IsMissed(IdentifierColumn column, IdentifierColumn? other, bool mayRename) => other is null
        ? !mayRename && column.Rules.Count > 0
        : (RulesOf(column) & ~RulesOf(other)) != MatchRules.None || (!mayRename && other.Optional && !column.Optional);

    // One more rule never finds less, and the providers' has that of addresses in it.
    private static MatchRules RulesOf(IdentifierColumn column) =>
        column.MatchRules.HasFlag(MatchRules.EmailProvider) ? column.MatchRules | MatchRules.Email : column.MatchRules;

    private static bool AreAlike(TextFormat one, TextFormat other, bool mayRename)
    {
        TextFormat compared = mayRename
            ? other with { Charset = one.Charset, Delimiter = one.Delimiter, Quote = one.Quote, Escape = one.Escape, Header = one.Header, Columns = one.Columns, SkipLines = one.SkipLines }
            : other;
        return one with { Columns = null } == compared with { Columns = null } && HashOf(one.Columns ?? []) == HashOf(compared.Columns ?? []);
    }
}
