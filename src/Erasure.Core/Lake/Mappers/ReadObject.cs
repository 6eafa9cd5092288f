using System.Globalization;

namespace Erasure.Core.Lake.Mappers;

/// <summary>
/// An object that was read for a mapper, and the columns that it has, where one wasn't found. It is for who looks into the lake themselves: a key may name a person, and so may a first line that is no
/// header, so that this goes into no log and no answer of the API.
/// </summary>
/// <param name="Key">The object's key.</param>
/// <param name="Columns">Its columns, as far as they may be repeated.</param>
public sealed record ReadObject(string Key, IReadOnlyList<string> Columns)
{
    private const int MostColumns = 40;

    /// <summary>Both in a sentence.</summary>
    public string Describe() => Columns.Count == 0
        ? $"The object is {Key}"
        : $"The object is {Key}, and its columns are {string.Join(", ", Columns.Take(MostColumns))}{(Columns.Count > MostColumns ? string.Create(CultureInfo.InvariantCulture, $", and {Columns.Count - MostColumns:N0} more") : "")}";

    /// <inheritdoc/>
    public override string ToString() => nameof(ReadObject);
}
