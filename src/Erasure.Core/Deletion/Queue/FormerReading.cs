using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Queue;

/// <summary>How a data mapper read its objects when a job failed at somebody, where it reads them otherwise since: until he is cleared, objects are searched in this way too.</summary>
/// <param name="Format">Format of the objects.</param>
/// <param name="Text">How text objects were taken to be written.</param>
internal sealed record FormerReading(DataFormat Format, TextSettings Text)
{
    /// <summary>A mapper that still reads so.</summary>
    public DataMapper Of(DataMapper mapper) => mapper with { Format = Format, Text = Text };

    /// <summary>Both read the same.</summary>
    public bool Equals(FormerReading? other) => other is not null && Format == other.Format && SearchedReading.AreAlike(Text, other.Text);

    /// <inheritdoc/>
    public override int GetHashCode() => Format.GetHashCode();
}
