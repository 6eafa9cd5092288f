namespace Erasure.Embedded.Engine.Instances;

/// <summary>State of an instance; the database keeps these numbers.</summary>
internal enum RuntimeStatus
{
    Pending,
    Running,
    Suspended,
    ContinuedAsNew,
    Completed,
    Failed,
    Terminated,
    Canceled,
}
