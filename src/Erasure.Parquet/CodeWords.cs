using System.Text.Json;

namespace Erasure.Parquet;

/// <summary>The words that answers, reports and messages use for codes: <see cref="RefusalCode.NotTheFormat"/> is <c>not-the-format</c>.</summary>
public static class CodeWords
{
    /// <summary>The word for a code.</summary>
    public static string Of<T>(T code)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString());
}
