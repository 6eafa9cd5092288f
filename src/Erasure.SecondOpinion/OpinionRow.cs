using Erasure.Parquet.Verify.Records;

namespace Erasure.SecondOpinion;

/// <summary>A row of a text object as a library reads it.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Fields">What can be asked of it; null where it is a header.</param>
/// <param name="IsOpen">The library may read its values otherwise than the format means them.</param>
internal sealed record OpinionRow(string Content, List<RecordField>? Fields, bool IsOpen = false);
