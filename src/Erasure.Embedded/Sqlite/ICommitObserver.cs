namespace Erasure.Embedded.Sqlite;

/// <summary>Stands at every commit boundary. Off in production; tests stop the process here.</summary>
internal interface ICommitObserver
{
    /// <summary>Everything of commit <paramref name="number"/> (counted from 1 since the database was opened) is written, nothing is committed.</summary>
    void BeforeCommit(long number);

    /// <summary>Commit <paramref name="number"/> is on disk, nobody has been told.</summary>
    void AfterCommit(long number);
}
