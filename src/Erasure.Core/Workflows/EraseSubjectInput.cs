namespace Erasure.Core.Workflows;

/// <summary>Input of <see cref="EraseSubject"/>: only the id travels.</summary>
public sealed record EraseSubjectInput(string ErasureId);
