namespace Erasure.Parquet.Pages;

/// <summary>What a page header says about a page.</summary>
/// <param name="Uncompressed">Bytes of the body before compression.</param>
/// <param name="Compressed">Bytes of the body as written.</param>
/// <param name="Values">Entries, nulls included.</param>
/// <param name="Nulls">Entries without a value.</param>
/// <param name="Rows">Rows that begin in the page.</param>
/// <param name="DefinitionBytes">Bytes of v2 definition levels.</param>
/// <param name="RepetitionBytes">Bytes of v2 repetition levels.</param>
internal readonly record struct PageSizes(int Uncompressed, int Compressed, int Values, int Nulls, int Rows, int DefinitionBytes, int RepetitionBytes);
