namespace Erasure.Core.Objects;

/// <summary>What a file system answers for good: asking again gets the same answer, until somebody has mended something.</summary>
public static class FileErrors
{
    // Numbers of Linux (errno(3)), which .NET hands on as HResult of what it has no exception of its own for.
    private const int CrossDevice = 18;
    private const int IsFolder = 21;
    private const int Invalid = 22;
    private const int TooBig = 27;
    private const int NoSpace = 28;
    private const int ReadOnlySystem = 30;
    private const int NameTooLong = 36;
    private const int NotImplemented = 38;
    private const int Loop = 40;
    private const int BadMessage = 74;
    private const int Overflow = 75;
    private const int IllegalSequence = 84;
    private const int NotSupported = 95;
    private const int NeedsCleaning = 117;
    private const int NoQuota = 122;
    private const int NoKey = 126;
    private const int KeyRejected = 129;

    /// <summary>Why, as a code of <see cref="NotListedException"/> or <see cref="StoreReasons"/>; null where it may pass, or nobody can tell.</summary>
    public static string? ReasonOf(Exception failure) => failure switch
    {
        PathTooLongException => NotListedException.TooDeep,
        IOException when OperatingSystem.IsLinux() => failure.HResult switch
        {
            NameTooLong => NotListedException.TooDeep,
            Loop => NotListedException.Link,
            ReadOnlySystem => StoreReasons.ReadOnly,
            NoSpace or NoQuota => StoreReasons.NoSpace,
            >= NoKey and <= KeyRejected => StoreReasons.AccessDenied,
            CrossDevice or IsFolder or Invalid or TooBig or NotImplemented or BadMessage or Overflow or IllegalSequence or NotSupported or NeedsCleaning => NotListedException.FileSystem,
            _ => null,
        },
        _ => null,
    };

    /// <summary>A sentence on it.</summary>
    /// <param name="reason">What <see cref="ReasonOf"/> says.</param>
    public static string Describe(string reason) => reason switch
    {
        NotListedException.TooDeep => "A path is longer than the system takes: move what is there to a shorter one.",
        NotListedException.Link => "Symbolic links above the store lead in a circle: mend them.",
        StoreReasons.ReadOnly => "The store's file system is mounted for reading only: find out why, and mount it for writing.",
        StoreReasons.NoSpace => "There is no room for what has to be written: a rewritten file lies beside the one that it replaces. Make room on the volume, or raise the quota.",
        StoreReasons.AccessDenied => "What is there is encrypted, and its key isn't loaded: load it.",
        _ => "The store's file system is damaged, or can't do what is asked of it: check and repair it, or move the data to another one.",
    };
}
