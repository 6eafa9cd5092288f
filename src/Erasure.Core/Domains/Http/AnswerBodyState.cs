namespace Erasure.Core.Domains.Http;

/// <summary>How far the body of an answer could be read.</summary>
internal enum AnswerBodyState
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>It is longer than what is read.</summary>
    TooLong,

    /// <summary>It isn't what its Content-Encoding says.</summary>
    Undecodable,

    /// <summary>The connection broke, or the time was up, before its end.</summary>
    Broken,
}
