namespace Erasure.Parquet.Pages;

/// <summary>Numbers of the format's <c>PageType</c>.</summary>
internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}
