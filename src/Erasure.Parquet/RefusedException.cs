namespace Erasure.Parquet;

/// <summary>The object can't be read or rewritten correctly, so it was left exactly as it was.</summary>
/// <remarks>The message gives coordinates (row group, column, page, byte offset or line), never a value.</remarks>
public sealed class RefusedException(RefusalCode code, string message, Exception? inner = null) : Exception($"{CodeWords.Of(code)}: {message}", inner)
{
    private readonly string detail = message;

    /// <summary>Why, in words: the message without the code.</summary>
    public string Detail => detail;

    /// <summary>Why, as a stable code.</summary>
    public RefusalCode Code { get; } = code;

    /// <summary>Rows that match were read before what is refused.</summary>
    public bool HoldsMatches { get; private init; }

    /// <summary>The same refusal, with the place in front.</summary>
    internal RefusedException At(string place) => new(Code, $"{place}: {detail}", this) { HoldsMatches = HoldsMatches };

    /// <summary>The same refusal, of an object in which rows that match were read.</summary>
    internal RefusedException BehindMatches() => new(Code, detail, this) { HoldsMatches = true };
}

/// <summary>Why an object was refused.</summary>
public enum RefusalCode
{
    /// <summary>Not a file of the format that was asked for.</summary>
    NotTheFormat,

    /// <summary>The file contradicts itself or its specification: bounds, counts, levels, indices.</summary>
    Corrupt,

    /// <summary>A checksum in the file doesn't fit its bytes.</summary>
    ChecksumMismatch,

    /// <summary>Encrypted, and no key was given.</summary>
    Encrypted,

    /// <summary>A codec that can't be read or can't be written back.</summary>
    UnsupportedCodec,

    /// <summary>An encoding that can't be read or can't be written back.</summary>
    UnsupportedEncoding,

    /// <summary>A feature of the format that a rewrite would not keep.</summary>
    UnsupportedFeature,

    /// <summary>Larger, by its declared or its real size, than the configured limit.</summary>
    TooLarge,

    /// <summary>A table format manages the file, and rewriting it alone would break the table.</summary>
    ManagedTable,

    /// <summary>Text that isn't valid in its declared character set or record syntax.</summary>
    MalformedText,

    /// <summary>The rewritten object was read again, and isn't the original without the matched rows.</summary>
    SuccessorDiffers,

    /// <summary>A library that isn't ours reads other rows from the rewritten object than the original's without the matched ones.</summary>
    SecondOpinionDiffers,
}
