using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Erasure.Parquet.Text;

namespace Erasure.SecondOpinion;

/// <summary>What CsvHelper calls the settings of a text format.</summary>
internal static class CsvDialect
{
    private const char Never = '\uffff';

    public static CsvConfiguration Of(TextFormat format) => new(CultureInfo.InvariantCulture)
    {
        Delimiter = $"{format.Delimiter}",
        Quote = format.Quote ?? Never,
        Escape = format.Escape ?? format.Quote ?? Never,
        Mode = (format.Quote, format.Escape) switch
        {
            (null, null) => CsvMode.NoEscape,
            (null, _) => CsvMode.Escape,
            _ => CsvMode.RFC4180,
        },
        HasHeaderRecord = false,
        IgnoreBlankLines = true,
        LineBreakInQuotedFieldIsBadData = !format.Multiline,
        CacheFields = false,
        TrimOptions = TrimOptions.None,
    };
}
