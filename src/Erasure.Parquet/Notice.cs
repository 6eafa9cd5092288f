namespace Erasure.Parquet;

/// <summary>Something about an object that whoever asks should know, though its rows could be found and erased.</summary>
/// <param name="Code">What.</param>
/// <param name="Count">How many rows, values, records or chunks it is about.</param>
/// <param name="Place">Where first: row group, column, line; never a value. Empty where it is about the object as a whole.</param>
public sealed record Notice(NoticeCode Code, long Count, string Place);

/// <summary>What there is to know.</summary>
public enum NoticeCode
{
    /// <summary>Bounds, counts or a filter of the object are untrue, so none of its chunk's was believed, and where a sample showed it none of the object's: everything was read.</summary>
    PruningUntrusted,

    /// <summary>Values of an identifier's column aren't valid text in the object's character set, or are numbers beyond its type; none of them equals anything.</summary>
    MalformedIdentifiers,

    /// <summary>Other people's elements stand in the records that match, and go with them.</summary>
    OthersInRecord,

    /// <summary>Rows that exact comparison leaves and a looser one would find: another case, spaces around, another normal form.</summary>
    NearMisses,

    /// <summary>A value that is asked for is quoted in the object's metadata, which is kept.</summary>
    QuotedInMetadata,

    /// <summary>A second library couldn't read or wasn't asked about some of what was rewritten, so that it is checked by ours alone.</summary>
    SecondOpinionPartial,
}
