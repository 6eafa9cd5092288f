using System.Text;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>How CSV objects are written.</summary>
public sealed record CsvOptions
{
    /// <summary>Name, and limits that all text formats share.</summary>
    public TextEraserOptions Text { get; init; } = new();

    /// <summary>What stands between fields: an ASCII character, comma by default; a tab makes TSV.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>How fields spell text: UTF-8 by default, or a single-byte character set that contains ASCII. Bytes that aren't valid in it equal no value.</summary>
    public Encoding Charset { get; init; } = Encoding.UTF8;
}
