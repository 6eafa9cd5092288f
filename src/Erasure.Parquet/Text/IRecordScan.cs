namespace Erasure.Parquet.Text;

/// <summary>One pass over the records of a text object, in order.</summary>
internal interface IRecordScan
{
    /// <summary>Rows seen.</summary>
    long Rows { get; }

    /// <summary>Matches that couldn't be asked, so far.</summary>
    IReadOnlyList<MatchProblem> Problems { get; }

    /// <summary>Reads the record at the start of <paramref name="text"/>.</summary>
    /// <param name="text">Bytes from a record's beginning on.</param>
    /// <param name="isEnd">Nothing follows <paramref name="text"/>.</param>
    /// <param name="matches">Whether it is a row that goes.</param>
    /// <returns>Its length in bytes, line end included; 0 where more bytes are needed to tell.</returns>
    /// <exception cref="RefusedException"><see cref="RefusalCode.MalformedText"/>, with the line's number.</exception>
    int Read(ReadOnlySpan<byte> text, bool isEnd, out bool matches);
}
