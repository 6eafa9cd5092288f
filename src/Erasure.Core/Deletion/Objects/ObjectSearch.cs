using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Searches an object and, where its past is to go too, every older version of it.</summary>
/// <param name="IsThere">The store has something of it.</param>
/// <param name="Version">What was searched, as a listing names it.</param>
/// <param name="Holds">Some version of it holds matches.</param>
/// <param name="Findings">What the current version holds; with the problems and notices of every version that was read.</param>
internal sealed record ObjectSearch(bool IsThere, string? Version, bool Holds, Findings Findings)
{
    /// <summary>A bucket that suspended versioning overwrites the one of that name.</summary>
    private const string Unversioned = "null";

    private static readonly Findings Nothing = new(0, 0, 0, []);

    /// <summary>All of it is the person's.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whose it is as a whole, by its key: matches, by their number in the manifest.</summary>
    public IReadOnlySet<int> Owners { get; init; } = new HashSet<int>();

    /// <summary>Whose rows the current version holds.</summary>
    public HeldRows Held { get; init; } = HeldRows.None;

    /// <summary>Who is in the older version in which somebody was found; nobody where it wasn't one.</summary>
    public HeldRows Past { get; init; } = HeldRows.None;

    /// <summary>Older versions that weren't read, since somebody was found before.</summary>
    public IReadOnlyList<ObjectInfo> Unread { get; init; } = [];

    /// <summary>Of a store with versions, the older ones that were searched and hold nobody: wherever else they are, they hold nobody there either.</summary>
    public IReadOnlyList<string> FreeVersions { get; init; } = [];

    /// <summary>A version was searched, be it the current one or an older one that holds nobody.</summary>
    public bool HasSeen(string? versionId) =>
        versionId is not (null or Unversioned) && (versionId == Opened?.VersionId || FreeVersions.Contains(versionId, StringComparer.Ordinal));

    /// <summary>What was opened; null where there is no current version.</summary>
    public ObjectInfo? Opened { get; init; }

    /// <summary>The current version, as the store that replaces it names it; null where there is none.</summary>
    public string? Current { get; init; }

    /// <summary>Searches until something is found.</summary>
    /// <param name="work">The object.</param>
    /// <param name="find">Counts the matching rows of a version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotListedException">It wouldn't open, and isn't gone for sure.</exception>
    /// <exception cref="StepFailedException">Its key contradicts itself.</exception>
    /// <exception cref="HinderedException">What could hold matches lies in an archive; its restore is asked for.</exception>
    public static async Task<ObjectSearch> RunAsync(ObjectWork work, Func<IOpenObject, RowPredicate, CancellationToken, ValueTask<Findings>> find, CancellationToken cancellationToken)
    {
        // Listed before it is opened: what changes in between has another version than this one, and is searched again.
        LakeObject? listed = work.Past is { } past ? await MapperListing.FindAsync(past, work.Key, cancellationToken) : null;
        await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
        if (work.Past is { } again && !IsSame(listed?.Current, open?.Info))
        {
            // What came in between has made an older version of the one that was listed.
            listed = await MapperListing.FindAsync(again, work.Key, cancellationToken);
        }

        if (open is null && listed is not { Older.Count: > 0 })
        {
            await work.ConfirmGoneAsync(cancellationToken);
            return new ObjectSearch(IsThere: false, null, Holds: false, Nothing);
        }

        RequireSame(listed is null ? (work.Item.PlannedVersion, work.Item.Length) : (listed.Current?.Version, listed.Length), open?.Info);

        // Of what came between listing and opening nobody has seen what it replaced.
        string version = listed is null || IsSame(listed.Current, open?.Info) ? listed?.Version ?? open!.Info.Version : $"{open?.Info.Version}";
        PartitionedPredicate matches = await work.AskedOfAsync(open, cancellationToken);
        if (matches.TakesAll)
        {
            return new ObjectSearch(IsThere: true, version, Holds: true, Nothing)
            {
                IsWhole = true,
                Owners = matches.Owners,
                Held = HeldRows.Whole(matches.Owners, rows: null, asked: null),
                Opened = open?.Info,
                Unread = PastOf(listed)
            };
        }

        RefuseArchived(open);
        Findings findings = open is { Length: > 0 } ? matches.Restore(await find(open, matches.Rows, cancellationToken)) : Nothing;
        ObjectSearch search = new(IsThere: true, version, findings.HoldsAny, findings) { Opened = open?.Info, Current = open?.Info.Version, Held = HeldRows.Of(findings.Asked) ?? HeldRows.None };
        return search.Holds || listed is not { Older.Count: > 0 } ? search with { Unread = PastOf(listed) } : await SearchPastAsync(work, listed, search, find, cancellationToken);
    }

    // What passes for shorter than it is would be read in part, or not at all.
    private static void RequireSame((string? Version, long Length) listed, ObjectInfo? opened)
    {
        if (opened is not null && opened.Version == listed.Version && opened.Length < listed.Length)
        {
            throw Contradiction();
        }
    }

    private static NotListedException Contradiction() => new(NotListedException.NotListable, "The store opens another version of it than was asked for, or says another length of one than it lists: check the store, and any cache before it.");

    // What has no byte holds nobody.
    private static IReadOnlyList<ObjectInfo> PastOf(LakeObject? listed) => [.. (listed?.Older ?? []).Where(older => older.Length > 0)];

    private static bool IsSame(ObjectInfo? listed, ObjectInfo? opened) =>
        listed?.VersionId is { } before && opened?.VersionId is { } now ? before == now : listed?.Version == opened?.Version;

    /// <summary>Says so before it is read that the object lies in an archive.</summary>
    /// <exception cref="HinderedException">It does.</exception>
    public static void RefuseArchived(IOpenObject? open)
    {
        if (open is { Info.Hindrance: Hindrance.Archived archived })
        {
            throw new HinderedException(archived);
        }
    }

    // Somebody else may have removed it since it was listed.
    private static async Task ConfirmGoneAsync(ObjectWork work, string versionId, CancellationToken cancellationToken)
    {
        LakeObject? now = await MapperListing.FindAsync(work.Past!, work.Key, cancellationToken);
        if (now?.Current?.VersionId == versionId || now?.Older.Any(older => older.VersionId == versionId) == true)
        {
            throw new NotListedException(NotListedException.ListedButGone, "The listing shows an older version of it, which isn't there when it is opened.");
        }
    }

    // What can be read is read first: if it holds matches, all that is older goes, and nothing needs to be restored.
    private static async Task<ObjectSearch> SearchPastAsync(
        ObjectWork work,
        LakeObject listed,
        ObjectSearch search,
        Func<IOpenObject, RowPredicate, CancellationToken, ValueTask<Findings>> find,
        CancellationToken cancellationToken)
    {
        List<string> archived = [];
        List<string> free = [];
        IReadOnlyList<ObjectInfo> past = PastOf(listed);
        foreach (ObjectInfo older in past)
        {
            await using IOpenObject? open = await work.Past!.OpenVersionAsync(work.Key, older.VersionId!, cancellationToken);
            if (open is { Info.Hindrance: Hindrance.Archived })
            {
                archived.Add(older.VersionId!);
            }
            else if (open is not null)
            {
                if (open.Info.VersionId != older.VersionId)
                {
                    throw Contradiction();
                }

                RequireSame((older.Version, older.Length), open.Info);
                PartitionedPredicate matches = await work.AskedOfAsync(open, cancellationToken);
                Findings findings = matches.Restore(await find(open, matches.Rows, cancellationToken));
                search = search with
                {
                    Holds = matches.TakesAll || findings.HoldsAny,
                    Findings = search.Findings with
                    {
                        BytesRead = search.Findings.BytesRead + findings.BytesRead,
                        Problems = [.. search.Findings.Problems, .. findings.Problems],
                        ColumnsSeen = SeenColumns.Together(search.Findings.ColumnsSeen, findings.ColumnsSeen),
                        Notices = JobNotices.Together(search.Findings.Notices, findings.Notices)
                    }
                };
                if (search.Holds)
                {
                    return search with
                    {
                        Past = HeldRows.Past(findings.Asked, matches.Owners),
                        Unread = [.. past.Where(version => version.VersionId != older.VersionId && !free.Contains(version.VersionId!))]
                    };
                }

                free.Add(older.VersionId!);
            }
            else
            {
                await ConfirmGoneAsync(work, older.VersionId!, cancellationToken);
            }
        }

        // A dry run asks for nothing that costs.
        foreach (string version in work.Session.Job.IsDryRun ? [] : archived)
        {
            await work.Past!.RequestRestoreAsync(work.Key, version, cancellationToken);
        }

        return archived.Count == 0 ? search with { FreeVersions = free } : throw new HinderedException(new Hindrance.Archived(Restoring: true));
    }
}
