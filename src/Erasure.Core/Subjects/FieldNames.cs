using System.Text.RegularExpressions;

namespace Erasure.Core.Subjects;

/// <summary>Names of fields that a caller typed, as a problem may repeat them: who swaps names and values puts the person there.</summary>
public static partial class FieldNames
{
    /// <summary>Stands for a name that isn't a plain word.</summary>
    public const string Unnamed = "(unnamed)";

    /// <summary>The name where it is a plain word of lower-case letters; else <see cref="Unnamed"/>.</summary>
    public static string Shown(string name) => PlainWord().IsMatch(name) ? name : Unnamed;

    [GeneratedRegex(@"\A[a-z]{1,12}(_[a-z]{1,12}){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PlainWord();
}
