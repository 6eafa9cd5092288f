using System.Text;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Makes CSV texts of every dialect.</summary>
internal sealed class RandomCsv
{
    private readonly Random random;
    private readonly string letters;
    private readonly string[] names;
    private readonly int identifier;
    private readonly bool saysSeparator;

    public RandomCsv(Random random, string letters, string charset)
    {
        this.random = random;
        this.letters = letters;
        names = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(i => $"c{i}")];
        identifier = random.Next(names.Length);
        names[identifier] = "id";
        char? quote = random.Next(4) == 0 ? null : random.Next(5) == 0 ? '\'' : '"';
        char? escape = random.Next(3) switch { 0 => null, 1 => '\\', _ => quote };
        bool header = random.Next(3) > 0;
        Format = new TextFormat
        {
            Charset = charset,
            Delimiter = ",;\t|\u0001"[random.Next(5)],
            Quote = quote,
            Escape = escape,
            Header = header,
            Columns = header && random.Next(3) > 0 ? null : names,
            Null = random.Next(2) == 0 ? null : "\\N",
            SkipLines = random.Next(4) == 0 ? random.Next(3) : 0,
            Multiline = random.Next(4) > 0,
            Ragged = random.Next(5) == 0,
        };
        saysSeparator = Format.SkipLines == 0 && random.Next(8) == 0;
    }

    /// <summary>How the text is written.</summary>
    public TextFormat Format { get; }

    /// <summary>What the eraser is told.</summary>
    public TextFormat Told => saysSeparator ? Format with { Delimiter = ',' } : Format;

    /// <inheritdoc cref="RandomJson.Make"/>
    public (string Text, string Expected, int Rows, int Matched) Make(string person, string[] people)
    {
        var text = new StringBuilder();
        if (saysSeparator)
        {
            text.Append("sep=").Append(Format.Delimiter).Append(LineEnd());
        }

        for (int i = 0; i < Format.SkipLines; i++)
        {
            text.Append("export \" of ").Append(person).Append(LineEnd());
        }

        if (Format.Header)
        {
            text.Append(string.Join(Format.Delimiter, names.Select(name => Format.Quote is { } quote && random.Next(3) == 0 ? quote + name + quote : name))).Append(LineEnd());
        }

        string before = text.ToString();
        var expected = new StringBuilder(before);
        int rows = random.Next(12), matched = 0;
        for (int i = 0; i < rows; i++)
        {
            bool goes = random.Next(3) == 0;
            string row = Row(goes ? person : people[random.Next(people.Length)], mayBeShort: i > 0) + (i == rows - 1 && random.Next(2) == 0 ? "" : LineEnd());
            text.Append(row);
            expected.Append(goes ? "" : row);
            matched += goes ? 1 : 0;
        }

        return (text.ToString(), expected.ToString(), rows, matched);
    }

    private string Row(string person, bool mayBeShort)
    {
        int count = names.Length;
        if (Format.Ragged && mayBeShort && random.Next(3) == 0)
        {
            count = identifier + 1 + random.Next(4);
        }

        string row = string.Join(Format.Delimiter, Enumerable.Range(0, count).Select(i => i == identifier ? Field(person) : Field(Value())));
        return row;
    }

    private string? Value() => random.Next(9) switch
    {
        0 => null,
        1 => "",
        2 => letters,
        3 => "a" + Format.Delimiter + "b",
        4 => "say " + Format.Quote + "hi" + Format.Quote + " x",
        5 => "two\nlines\r\nand" + Format.Delimiter,
        6 => "C:\\dir\\x",
        7 => "{\"k\":\"v\"}",
        _ => random.Next(1_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private string Field(string? value)
    {
        if (value is null)
        {
            return Format.Null ?? "";
        }

        if (!Format.Multiline)
        {
            value = value.Replace('\n', ' ').Replace('\r', ' ');
        }

        return Format.Quote is { } quote ? Quoted(value, quote) : Plain(value);
    }

    private string Quoted(string value, char quote)
    {
        bool mustQuote = value.AsSpan().IndexOfAny([Format.Delimiter, quote, '\n', '\r', '\\']) >= 0;
        if (!mustQuote && random.Next(3) > 0)
        {
            return value;
        }

        char escape = Format.Escape ?? quote;
        string body = escape == quote ? value : value.Replace($"{escape}", $"{escape}{escape}", StringComparison.Ordinal);
        return quote + body.Replace($"{quote}", $"{escape}{quote}", StringComparison.Ordinal) + quote;
    }

    private string Plain(string value)
    {
        if (Format.Escape is not { } escape)
        {
            return value.Replace(Format.Delimiter, '_').Replace('\n', ' ').Replace('\r', ' ');
        }

        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            bool isPair = value[i] == '\n' && i > 0 && value[i - 1] == '\r';
            text.Append(!isPair && (value[i] == escape || value[i] == Format.Delimiter || value[i] is '\n' or '\r') ? $"{escape}" : "").Append(value[i]);
        }

        return text.ToString();
    }

    private string LineEnd() => random.Next(3) == 0 ? "\r\n" : "\n";
}
