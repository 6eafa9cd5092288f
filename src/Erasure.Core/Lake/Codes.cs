using System.Text.Json;

namespace Erasure.Core.Lake;

/// <summary>The words that reports and answers use for enums: <c>NotTheFormat</c> is <c>not-the-format</c>.</summary>
internal static class Codes
{
    public static string Of<T>(T code)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString());
}
