using System.Globalization;

namespace Erasure.Parquet;

/// <summary>What a program makes sure of before it does anything: that Unicode is known, and that no machine's language decides how numbers and dates are written.</summary>
public static class RuntimeCulture
{
    /// <summary>Takes the invariant culture for every thread, and tries whether NFC works.</summary>
    /// <returns>What is wrong and what to do; null where nothing is.</returns>
    public static string? Begin()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        return NormalizationWorks() ? null
            : "Unicode normalization doesn't work here, so that a name could be stored in a form that is never found. Install ICU (Debian, Ubuntu: libicu; Alpine: icu-libs; Fedora: libicu), and leave InvariantGlobalization and DOTNET_SYSTEM_GLOBALIZATION_INVARIANT out or false.";
    }

    private static bool NormalizationWorks()
    {
        try
        {
            return string.Equals("e\u0301".Normalize(), "\u00e9", StringComparison.Ordinal);
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }
}
