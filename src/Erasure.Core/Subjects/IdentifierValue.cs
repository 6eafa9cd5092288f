using System.Globalization;
using System.Text;

namespace Erasure.Core.Subjects;

/// <summary>The form of a value that a person is known by.</summary>
internal static class IdentifierValue
{
    private const int MaxLength = 512;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with the value, without repeating it; null where nothing is.</summary>
    public static string? WhatIsWrongWith(string? value) => value switch
    {
        null or "" => "must not be empty",
        { Length: > MaxLength } => $"must be at most {MaxLength} characters",
        _ when HasControls(value) => "must not hold control characters",
        _ when value != value.Trim() => "must not begin or end with white space, which would match nothing",
        _ when !IsUtf8(value) => "must be valid Unicode",
        _ when HidesSomething(value) => "must not hold characters that can't be seen, which would match nothing",
        _ => null,
    };

    // Two of them join and separate letters within Persian and Indian names; nothing begins or ends with these either.
    private static bool HidesSomething(string value)
    {
        Rune[] letters = [.. value.EnumerateRunes()];
        return Misleads(value) || IsUnseen(letters[0]) || IsUnseen(letters[^1]) || Array.Exists(letters, static letter => letter.Value is not ('\u200C' or '\u200D') && IsUnseen(letter));
    }

    private static bool IsUnseen(Rune letter) => letter.Value is '\u034F' or '\u3164' or '\uFFA0' || Rune.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    /// <summary>The text holds control characters.</summary>
    public static bool HasControls(string value) => value.Any(char.IsControl);

    /// <summary>The text holds characters that turn the direction of what is around them, or end a line: shown, they pass for something else (UTS 55).</summary>
    public static bool Misleads(string value) => value.Any(c => c is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    /// <summary>The text can be written as UTF-8.</summary>
    public static bool IsUtf8(string value)
    {
        try
        {
            _ = StrictUtf8.GetByteCount(value);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
