using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Objects;

namespace Erasure.Core.Deletion.Failures;

/// <summary>What each code means, and what to do about it. <c>docs/failures.md</c> shows the same table.</summary>
public sealed record FailureAdvice(string Code, string Meaning, string Remedy)
{
    /// <summary>The job ended before the object's turn was over.</summary>
    internal const string Unfinished = "unfinished";

    /// <summary>It lies in a partition that is the person's, and a pattern says that it isn't searched.</summary>
    internal const string LeftOut = "left-out";

    /// <summary>Its key says of one column that it holds this, and that.</summary>
    internal const string PartitionAmbiguous = "partition-ambiguous";

    /// <summary>The person is still in what this software wrote there, and nobody has written since.</summary>
    internal const string FoundAfterErasure = "found-after-erasure";

    /// <summary>As its mapper reads it now, it doesn't hold somebody whom it holds as the mapper read it before.</summary>
    internal const string ReadOtherwise = "read-otherwise";

    /// <summary>It was overwritten, renamed or removed between the listing and its turn: what was in it may be elsewhere.</summary>
    internal const string ObjectsMoved = "objects-moved";

    /// <summary>Every code there is.</summary>
    public static IReadOnlyList<FailureAdvice> All { get; } =
    [
        new("not-the-format", "The object isn't of its mapper's format.", "Move it out of the mapper's location, or give its location a mapper of its own. Who may be in it is still to be looked for there: a retry doesn't search it any more."),
        new("corrupt", "The file contradicts itself or its specification.", "Write it anew from its source, or delete it; nothing can erase from it as it is."),
        new("checksum-mismatch", "A checksum in the file doesn't fit its bytes.", "Restore it from a copy that isn't damaged, then retry."),
        new("encrypted", "It is encrypted, and the key isn't here.", "Decrypt it, or erase from it where the key is, then retry or accept."),
        new("unsupported-codec", "It uses a compression that can't be read or written back.", "Write it anew with a supported codec, then retry."),
        new("unsupported-encoding", "It uses an encoding that can't be read or written back.", "Write it anew with current software, then retry."),
        new("unsupported-feature", "A rewrite would not keep a feature of it.", "Erase from it with the software that wrote it, then retry."),
        new("too-large", "A part of it is larger than the limits.", "Write it anew in smaller parts, then retry."),
        new("managed-table", "A table format manages it: Delta Lake, Hudi, Iceberg, Paimon, DuckLake, lakeFS, or the log of a Spark stream.", "Erase from the table with its own engine, expire its old snapshots, then accept; and take the mapper away."),
        new("malformed-text", "It isn't valid text of its format.", "Compare the mapper's format with what is named first: delimiter, quote, escape, header and character set (format, text). Where they are right, mend the line or record; then retry."),
        new(ReadOtherwise, "Its mapper's text or format was changed while somebody was owed there: as it was read before, it holds somebody whom it doesn't hold as it is read now.", "Look how it is written. Where the setting of before is its own, put that back, or give its place a mapper of its own with it; then retry. Else look at it, erase by hand, and accept."),
        new("successor-differs", "What was to replace it was read again, and isn't the original without the matched rows. Nothing was replaced.", "Report it, with the software that wrote the object; retry after an update."),
        new("second-opinion-differs", "A second library reads other rows from what was to replace it. Nothing was replaced.", "Report it, with the software that wrote the object; retry after an update."),
        new("changed", "Somebody kept writing it while it was to be replaced.", "Retry when its writer is quiet."),
        new("busy", "Another job worked on it all the while.", "Retry."),
        new("still-matches", "Verification found a match after the erasure: somebody wrote the person in again.", "Find the writer and stop it, then retry."),
        new(FoundAfterErasure, "Verification found a match in what this software had just written there, and nobody has written since: a fault of the software.", "Report it, with the software that wrote the object. It isn't rewritten again before it or this software changes: retry after an update."),
        new("old-versions-left", "Older versions of it could not be removed.", "Allow s3:DeleteObjectVersion, or lift what protects them, then retry."),
        new("not-found", "Somebody removed it while the job ran, and the mapper says that this matters.", "Find out where it went; retry where a mapper covers that, else erase there and accept."),
        new("listed-but-gone", "The store's listing shows it, and the store says that it isn't there when it is opened.", "Look whether it can be read by its key with another program; where it is really gone, retry, else mend or replace the server."),
        new(ObjectsMoved, "It was overwritten, renamed or removed between each listing and its turn, while other objects came: what it held may be in those.", "Retry when its writer is quiet. Where it is only ever overwritten, accept it as dealt-with, for those who wait; where it never holds anybody, exclude it by a pattern besides."),
        new("link", "A symbolic link stands in its place or above it: it may lead anywhere.", "Put the file itself there, or give the place that the link leads to a mapper of its own; then retry."),
        new("no-such-root", "The lake's folder isn't there.", "Mount its volume, then retry."),
        new(NotListedException.RootMoved, "The lake's root is another one than when the host started, or the job began: a symbolic link leads elsewhere, or the file says another.", "Start the host again, or put the root back; then retry."),
        new("no-such-prefix", "Its mapper's folder isn't there any more.", "Mount its volume, or put the folder back, then retry."),
        new(NotListedException.FolderGone, "It went while the job ran, with the folder that it was listed in, or another folder is in that one's place; or it is a folder that held objects and holds none any more, or at which another volume is mounted.", "Mount its volume, or put the folder back, then retry; where it was removed for good, retry and accept the folder as holds-nobody, or say mayGo of folders that come and go."),
        new("not-listable", "A folder above it can't be listed, or changes all the while.", "Check the volume, then retry when it is quiet."),
        new(NotListedException.TooDeep, "Its path is longer than the system takes (4,095 bytes on Linux), or becomes so by the name of the file that is to replace it beside it.", "Move it, or the folder that goes too deep, to a shorter path, or exclude the folder by a pattern where it holds nobody; then retry."),
        new(NotListedException.FileSystem, "The file system says that it is damaged there, or can't do what is asked of it.", "Check and repair it, or move the data to another one; then retry."),
        new(LeftOut, "It lies in a partition that is the person's, and the mapper's patterns leave it out.", "Take the pattern away, or move it out of the partition, then retry; or erase there by hand and accept."),
        new(PartitionAmbiguous, "Its key names one column twice, with different values, and one is the person's; or its value has a percent sign and is the person's only in the less likely reading; or the key says that rows are the person's, and they have the column themselves and say something else, or nothing: nobody can tell whose they are.", "Move it to a partition that says what its rows say, then retry; or look at it and erase by hand, then accept."),
        new(NotListedException.NotAFile, "A pipe, a socket or a device stands in its place.", "Take it away, or exclude it by a pattern; then retry."),
        new(NotListedException.Leftover, "A file of an unfinished replacement is left over.", "Look what it is, and remove it, or start the host again, which does; then retry."),
        new(NotListedException.FolderLeft, "A folder without an object is named after the person and can't be removed.", "Let the host's user remove it, or remove it by hand; then retry."),
        new("no-objects", "The mapper lists no object, and never did.", "Correct its prefix, bucket or table, or mount the volume, then retry; where it is right, say mayBeEmpty."),
        new("objects-gone", "The mapper had objects and lists none any more.", "Mount the volume, or put them back, then retry; where it is right, say mayBeEmpty."),
        new("undecodable-name", "A name in the mapper's folder isn't UTF-8: nothing can be opened by it.", "Rename it, then retry."),
        new("no-partitions", "The mapper's table has partition keys and no partition.", "Register its partitions, or choose the finder scan; then retry."),
        new("partition-elsewhere", "A partition of the mapper's table lies outside of the table's location, where the mapper doesn't look.", "Move it below the table's location, or give both places a mapper by prefix; then retry."),
        new("partition-not-in-path", "The mapper's table has an identifier among its partition keys, and a partition whose path doesn't say its value: by key and rows, objects there can't be told to be the person's.", "Lay them out as column=value, or give the place a mapper by prefix; then retry."),
        new("archived", "It lies in an archive, and its restore took longer than the configured patience.", "Restore it, then retry."),
        new("access-denied", "The store refused the request.", "In a folder: let the host's user read the file and write in its folder. In S3: compare the role's policy with the mapper's, and the key's with KMS. Then retry."),
        new(StoreReasons.NoCredentials, "There are no credentials to ask the store or the catalog with.", "Give the host credentials, then retry."),
        new(StoreReasons.BucketNotFound, "There is no such bucket.", "Create it, or correct the bucket or the endpoint of the lake or the mapper; then retry."),
        new(StoreReasons.WrongEndpoint, "The bucket is in another region, or the endpoint isn't the one for it.", "Correct lake.s3.region or lake.s3.endpoint, then retry."),
        new(StoreReasons.NotSafe, "Nothing could be replaced safely in the bucket: its endpoint honours no conditional writes, and it keeps no versions.", "Enable versioning on the bucket, then retry."),
        new(StoreReasons.NotSupported, "The store doesn't know an operation that is needed.", "See the detail; update the store, or keep the data in another one."),
        new(StoreReasons.BadCertificate, "The store's certificate can't be verified.", "Have the host trust the authority that issued it, or correct the endpoint's name; then retry."),
        new(JobCodes.FindFailed, "Which of the mapper's objects hold matches couldn't be found out.", "See the detail and the host's log, then retry."),
        new("keys-differ", "The store lists or reads objects under other keys than they were written by.", "Update the store, or keep the data in another one."),
        new("throttled", "The store asked to slow down, again and again.", "Retry later; lower lake.job.concurrentOverall if it stays."),
        new("no-answer", "The store didn't answer.", "Check the endpoint and the network, then retry."),
        new(StoreReasons.ReadOnly, "The file system may be read and not be written.", "Find out why, and mount it for writing; then retry."),
        new(StoreReasons.NoSpace, "There is no room for what has to be written: a rewritten file lies beside the one that it replaces until it takes its place.", "Make room on the volume, or raise the quota of the host's user; then retry."),
        new("io", "The store failed in another way.", "See the detail, then retry."),
        new("unexpected", "A failure that nobody foresaw.", "See the detail and the host's log; report it, and retry after an update."),
        new(Unfinished, "The job ended before it was done with it.", "Retry."),
    ];

    /// <summary>What a code means.</summary>
    /// <param name="code">The code.</param>
    /// <param name="otherwise">The code whose advice counts where it has none of its own.</param>
    public static FailureAdvice Of(string code, string otherwise = "unexpected") => All.FirstOrDefault(advice => advice.Code == code) ?? All.First(advice => advice.Code == otherwise);
}
