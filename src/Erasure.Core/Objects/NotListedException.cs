using Erasure.Core.Language;

namespace Erasure.Core.Objects;

/// <summary>A place that is to be searched isn't there, or can't be listed whole. What isn't listed isn't searched, so nobody may count as erased there.</summary>
/// <param name="reason">Why, as one of the codes here.</param>
/// <param name="message">What, and what to do; without a key and without a value.</param>
public sealed class NotListedException(string reason, string message) : StoreException(message)
{
    /// <summary>The store's root isn't there: a volume that isn't mounted, a folder that was moved.</summary>
    public const string NoSuchRoot = "no-such-root";

    /// <summary>The store's root is a symbolic link that leads elsewhere than it did at the start.</summary>
    public const string RootMoved = "root-moved";

    /// <summary>The mapper's folder or object isn't there.</summary>
    public const string NoSuchPrefix = "no-such-prefix";

    /// <summary>A symbolic link stands where data is to be searched: it may lead anywhere.</summary>
    public const string Link = "link";

    /// <summary>A folder may not be listed.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>A name isn't UTF-8, so that nothing can be opened by it.</summary>
    public const string UndecodableName = "undecodable-name";

    /// <summary>A folder can't be listed for another reason, or changes while it is.</summary>
    public const string NotListable = "not-listable";

    /// <summary>The path of a folder or file is longer than the system takes.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>The file system is damaged, or can't do what is asked of it.</summary>
    public const string FileSystem = "file-system";

    /// <summary>A mapper has no object and never had one.</summary>
    public const string NoObjects = "no-objects";

    /// <summary>A mapper had objects and has none any more.</summary>
    public const string ObjectsGone = "objects-gone";

    /// <summary>The listing shows an object that isn't there when it is opened.</summary>
    public const string ListedButGone = "listed-but-gone";

    /// <summary>An object is gone with the folder that it was listed in, or another folder is in that one's place.</summary>
    public const string FolderGone = "folder-gone";

    /// <summary>A pipe, a socket or a device: to open it might wait for ever.</summary>
    public const string NotAFile = "not-a-file";

    /// <summary>A file of an unfinished replacement is left over: it may hold what the object held.</summary>
    public const string Leftover = "leftover";

    /// <summary>A folder is named after the person, has nothing in it, and can't be removed.</summary>
    public const string FolderLeft = "folder-left";

    /// <inheritdoc/>
    public override string Reason { get; } = reason;

    /// <inheritdoc/>
    public override bool MayPass => Reason is NotListable or ListedButGone;

    /// <summary>What stands in the way below a mapper's folder, counted.</summary>
    /// <param name="counts">How often, by code.</param>
    internal static NotListedException Of(IReadOnlyDictionary<string, long> counts)
    {
        string[] told = [.. counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => Describe(count.Key, count.Value))];
        string worst = counts.Keys.All(code => code == NotListable) ? NotListable : counts.Keys.Where(code => code != NotListable).Order(StringComparer.Ordinal).First();
        return new NotListedException(worst, $"Below the mapper's location {string.Join(", ", told)} can't be searched: mend that, or exclude them by a pattern.");
    }

    private static string Describe(string code, long count) => code switch
    {
        Link => English.Count(count, "symbolic link"),
        AccessDenied => $"{English.Count(count, "folder or file", "folders or files")} without permission",
        Leftover => $"{English.Count(count, "file")} left over of unfinished replacements",
        NotAFile => English.Count(count, "pipe, socket or device", "pipes, sockets or devices"),
        TooDeep => $"{English.Count(count, "folder or file whose path is", "folders or files whose paths are")} longer than the system takes",
        FileSystem => $"{English.Count(count, "folder or file", "folders or files")} that a damaged file system doesn't show",
        UndecodableName => $"{English.Count(count, "name that isn't", "names that aren't")} UTF-8",
        _ => $"{English.Count(count, "folder")} with errors of the file system, or changing all the while",
    };
}
