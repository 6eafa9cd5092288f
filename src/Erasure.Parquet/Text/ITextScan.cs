namespace Erasure.Parquet.Text;

/// <summary>One pass over the records of a text object, in order, in UTF-8 whatever the object's character set.</summary>
internal interface ITextScan
{
    /// <summary>Rows seen.</summary>
    long Rows { get; }

    /// <summary>Matches that couldn't be asked, so far.</summary>
    IReadOnlyList<MatchProblem> Problems { get; }

    /// <summary>What else was seen, so far.</summary>
    IReadOnlyList<Notice> Notices { get; }

    /// <inheritdoc cref="Findings.Asked"/>
    AskedRows? Asked { get; }

    /// <inheritdoc cref="Findings.ColumnsSeen"/>
    IReadOnlyDictionary<string, bool>? ColumnsSeen { get; }

    /// <inheritdoc cref="Findings.Header"/>
    IReadOnlyList<string>? Header => null;

    /// <summary>Reads the record at the start of <paramref name="text"/>.</summary>
    /// <param name="text">Bytes from a record's beginning on, at least one.</param>
    /// <param name="isEnd">Nothing follows <paramref name="text"/>; the record is read whatever it lacks.</param>
    /// <exception cref="RefusedException"><see cref="RefusalCode.MalformedText"/>, with the line's number.</exception>
    RecordCut Read(ReadOnlySpan<byte> text, bool isEnd);

    /// <summary>The text has ended.</summary>
    /// <exception cref="RefusedException"><see cref="RefusalCode.MalformedText"/>: not where it may.</exception>
    void Complete();
}
