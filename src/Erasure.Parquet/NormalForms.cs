using System.Text;

namespace Erasure.Parquet;

/// <summary>Unicode's normal forms of any text, whatever is in it.</summary>
/// <remarks>
/// .NET's own throw at half a surrogate pair, and at U+FFFE, a noncharacter that anybody may write nonetheless (Corrigendum #9).
/// Neither joins with what stands around it, so that the parts between are normalized each for itself.
/// </remarks>
public static class NormalForms
{
    /// <summary>The noncharacter that .NET refuses to normalize.</summary>
    internal const char Noncharacter = '\uFFFE';

    /// <summary>The text in a normal form.</summary>
    public static string Of(string text, NormalizationForm form)
    {
        StringBuilder? whole = null;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsRefused(text, i))
            {
                whole = (whole ?? new StringBuilder(text.Length)).Append(text[start..i].Normalize(form)).Append(text[i]);
                start = i + 1;
            }
        }

        return whole is null ? text.Normalize(form) : whole.Append(text[start..].Normalize(form)).ToString();
    }

    private static bool IsRefused(string text, int i) => text[i] switch
    {
        Noncharacter => true,
        char c when char.IsHighSurrogate(c) => i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]),
        char c when char.IsLowSurrogate(c) => i == 0 || !char.IsHighSurrogate(text[i - 1]),
        _ => false,
    };
}
