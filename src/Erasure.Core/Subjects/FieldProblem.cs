namespace Erasure.Core.Subjects;

/// <summary>A field that is wrong, by its path (<c>subject.user_id</c>), and how; never its value.</summary>
public sealed record FieldProblem(string Field, string Message, string? Code = null);
